"""What looks for news again and again."""

from django.utils import timezone

from jobs.periodic import periodic
from webhooks import following
from webhooks.models import Delivery


def forget_old() -> int:
    """Delete news older than ``following.KEPT``; return how many."""
    before = timezone.now() - following.KEPT
    return Delivery.objects.filter(made_at__lt=before).delete()[0]


periodic(seconds=10, name="webhooks.follow")(following.follow)
periodic(seconds=24 * 3600, name="webhooks.forget_old")(forget_old)
