"""Certificates that end: whom to warn, and how far before. Vietnam's date decides.

Nothing has to run for a star to go: every page asks for certificates that are valid today.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalogue.certificates import page_of
from catalogue.models import OcopCertificate
from common.dates import format_date, local_today
from jobs.messages import send_message

#: Days before the end on which the seller hears of it, once each; 0 is the day after the last.
WARN_DAYS = (180, 90, 30)
ENDED = 0
#: What ended longer ago is no news.
_NEWS_DAYS = 7


@dataclass(frozen=True, slots=True)
class Ending:
    """The last certificate of a product, with days to its end; fewer than 0 when it is over."""

    product_id: int
    stars: int
    days_left: int


def last_ones(*, until: dt.date, since: dt.date) -> QuerySet[OcopCertificate]:
    """Return the certificates that end between two days and that nothing follows.

    A confirmed one that ends later follows, and so does one that waits for an official.
    """
    return OcopCertificate.objects.filter(_last(until=until, since=since))


def _last(*, until: dt.date, since: dt.date) -> Q:
    later = Q(expires_on__gt=OuterRef("expires_on")) | Q(
        expires_on=OuterRef("expires_on"), pk__gt=OuterRef("pk")
    )
    same = OcopCertificate.objects.filter(product=OuterRef("product"))
    return Q(
        ~Exists(same.confirmed().filter(later)),
        ~Exists(same.awaiting()),
        confirmed_at__isnull=False,
        expires_on__range=(since, until),
    )


def of_partner(partner, *, over_days: int = 90) -> tuple[list[int], list[Ending]]:
    """Return what the seller must do about papers. 1 query.

    The products whose certificate was sent back, and those whose last one ends within the
    first warning or ended lately, the first to end first.
    """
    today = local_today()
    ends = _last(
        until=today + dt.timedelta(days=WARN_DAYS[0]), since=today - dt.timedelta(days=over_days)
    )
    rows = OcopCertificate.objects.filter(
        Q(sent_back_at__isnull=False) | ends, product__partner=partner
    )
    returned, ending = [], []
    for certificate in rows.order_by("expires_on", "pk"):
        if certificate.sent_back_at:
            returned.append(certificate.product_id)
        else:
            days_left = (certificate.expires_on - today).days
            ending.append(Ending(certificate.product_id, certificate.stars, days_left))
    return returned, ending


def warning_due(days_left: int) -> int | None:
    """Return the nearest warning for so many days before the end, None when it is too early."""
    if days_left < 0:
        return ENDED
    return min((days for days in WARN_DAYS if days_left <= days), default=None)


def warn() -> int:
    """Send every warning that is due and was not sent; return how many. Safe to run at once."""
    today = local_today()
    found = last_ones(
        until=today + dt.timedelta(days=WARN_DAYS[0]),
        since=today - dt.timedelta(days=_NEWS_DAYS),
    ).select_related("product__partner")
    return sum(_warn(certificate, today) for certificate in found.order_by("expires_on", "pk"))


@transaction.atomic
def _warn(certificate: OcopCertificate, today: dt.date) -> bool:
    days_left = (certificate.expires_on - today).days
    due = warning_due(days_left)
    if due is None or (certificate.warned_days is not None and certificate.warned_days <= due):
        return False
    # The old value in the WHERE lets only one of two workers send it.
    claimed = OcopCertificate.objects.filter(
        pk=certificate.pk,
        warned_days=certificate.warned_days,
        confirmed_at__isnull=False,
    ).update(warned_days=due, warned_at=timezone.now())
    if claimed and certificate.product.partner and certificate.product.partner.phone:
        send_message(
            to_phone=certificate.product.partner.phone,
            template="certificate-ending",
            text=_words(certificate, days_left),
            dedupe_key=f"certificate-{certificate.pk}-ends-{due}",
        )
    return bool(claimed)


def _words(certificate: OcopCertificate, days_left: int) -> str:
    paper = f"Giấy OCOP {certificate.stars} sao của “{certificate.product.title}”"
    day = format_date(certificate.expires_on)
    page = f"{settings.SITE_URL}{page_of(certificate)}"
    if days_left < 0:
        return f"{paper} đã hết hạn ngày {day}, sao không còn hiện. Có giấy mới thì khai ở {page}"
    left = f"còn {days_left} ngày" if days_left else "là hôm nay"
    return f"{paper} hết hạn ngày {day}, {left}. Hỏi xã cách làm hồ sơ cấp lại. Có giấy mới: {page}"
