"""Refuse to start with a ladder that cannot be read."""

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from sellers.ladder import parse_ladder, parse_quiet


@register
def notice_ladder(app_configs, **options) -> list[Error]:
    """Read the ladder and the quiet hours as the first order would."""
    try:
        parse_ladder(settings.NOTICE_LADDER)
        parse_quiet(settings.NOTICE_QUIET)
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="sellers.E001")]
    return []
