"""The links that answer one order from one message, without signing in.

Bound to the step, its notice and its seller order; how long a link is good and whether the order
is answered stand in the database.
"""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from common import signed_numbers
from sellers.models import NoticeStep

GOOD_FOR = dt.timedelta(hours=72)
_SALT = "sellers.answer-links"


def token_of(step: NoticeStep) -> str:
    """Return the token of a step whose ``notice`` is loaded."""
    return signed_numbers.token(*_bound(step), salt=_SALT)


def url_of(step: NoticeStep) -> str:
    """Return the address that goes into a message."""
    return f"{settings.SITE_URL}/tra-loi/{token_of(step)}/"


def step_of(token: str) -> NoticeStep | None:
    """Return the step of a genuine token that was sent out, or None. 1 query at most."""
    number = signed_numbers.number_in(token)
    if number is None:
        return None
    steps = NoticeStep.objects.select_related("notice__seller_order__order")
    step = steps.filter(pk=number, taken_at__isnull=False).first()
    if step is None or not signed_numbers.is_genuine(token, *_bound(step), salt=_SALT):
        return None
    return step


def is_expired(step: NoticeStep) -> bool:
    """Say whether a link is too old to answer with."""
    return step.taken_at + GOOD_FOR <= timezone.now()


def _bound(step: NoticeStep) -> tuple[int, int, int]:
    return step.pk, step.notice_id, step.notice.seller_order_id
