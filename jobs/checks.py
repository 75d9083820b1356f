"""Refuse to start with gateways that cannot work."""

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from jobs.gateway_config import gateways
from jobs.messages import CHANNELS


@register
def message_gateways(app_configs, **options) -> list[Error]:
    """Read the gateways as the first message would."""
    try:
        gateways()
    except (ImproperlyConfigured, TypeError, ValueError) as problem:
        return [Error(f"MESSAGE_GATEWAYS: {problem}", id="jobs.E001")]
    if unknown := sorted(set(settings.MESSAGE_CHANNELS) - set(CHANNELS)):
        return [Error(f"MESSAGE_CHANNELS knows no {', '.join(unknown)}", id="jobs.E002")]
    return []
