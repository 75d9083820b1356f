"""Short signed tokens that answer one order from one message, without signing in.

``<step in base 36>-<80 bits of an HMAC in base 32>``: lower-case letters and digits only, so that
every phone makes a link of it. Bound to the step, its notice and its seller order; how long it is
good and whether the order is answered stand in the database.
"""

import base64
import datetime as dt
import re

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from sellers.models import NoticeStep

GOOD_FOR = dt.timedelta(hours=72)
_TOKEN = re.compile(r"([0-9a-z]{1,12})-([a-z2-7]{16})")
_SALT = "sellers.answer-links"


def token_of(step: NoticeStep) -> str:
    """Return the token of a step whose ``notice`` is loaded."""
    return f"{int_to_base36(step.pk)}-{_mac(step)}"


def url_of(step: NoticeStep) -> str:
    """Return the address that goes into a message."""
    return f"{settings.SITE_URL}/tra-loi/{token_of(step)}/"


def step_of(token: str) -> NoticeStep | None:
    """Return the step of a genuine token that was sent out, or None. 1 query at most."""
    found = _TOKEN.fullmatch(token)
    if not found:
        return None
    steps = NoticeStep.objects.select_related("notice__seller_order__order")
    step = steps.filter(pk=base36_to_int(found[1]), taken_at__isnull=False).first()
    if step is None or not constant_time_compare(_mac(step), found[2]):
        return None
    return step


def is_expired(step: NoticeStep) -> bool:
    """Say whether a link is too old to answer with."""
    return step.taken_at + GOOD_FOR <= timezone.now()


def _mac(step: NoticeStep) -> str:
    what = f"{step.pk}:{step.notice_id}:{step.notice.seller_order_id}"
    digest = salted_hmac(_SALT, what, algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()
