"""Refuse to start with settings that cannot be read."""

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from sellers.ladder import parse_ladder, parse_quiet
from sellers.readiness import PARTS


@register
def notice_ladder(app_configs, **options) -> list[Error]:
    """Read the ladder and the quiet hours as the first order would."""
    try:
        parse_ladder(settings.NOTICE_LADDER)
        parse_quiet(settings.NOTICE_QUIET)
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="sellers.E001")]
    return []


@register
def seller_needs(app_configs, **options) -> list[Error]:
    """Refuse a part that nobody could ever give: the goods of all sellers would be gone."""
    unknown = set(settings.SELLER_NEEDS) - set(PARTS)
    if not unknown:
        return []
    words = f"SELLER_NEEDS: {', '.join(sorted(unknown))} unknown; known are {', '.join(PARTS)}."
    return [Error(words, id="sellers.E002")]


@register
def help_days(app_configs, **options) -> list[Error]:
    """Keep the consent of a household short: who needs longer asks again."""
    if 1 <= settings.HELP_DAYS <= 90:
        return []
    return [Error("HELP_DAYS must lie between 1 and 90.", id="sellers.E003")]
