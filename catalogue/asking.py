"""Tell me when it is there: take down a confirmed phone, send one message, stop, forget."""

import base64
import datetime as dt
import re

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from catalogue.cards import free_stock, stock_record
from catalogue.models import Product, SeasonAsk
from common.dates import VIETNAM, local_today, near_date
from common.errors import BusinessRuleError
from common.locks import hold
from jobs.messages import send_message

MAX_OPEN = 20
#: A season comes within a year; who asked longer ago has forgotten it.
WAITS = dt.timedelta(days=400)
KEPT = dt.timedelta(days=30)
BATCH = 500
#: Local hours in which a phone may ring for this.
_AWAKE = range(8, 20)
_TOKEN = re.compile(r"([0-9a-z]{1,12})-([a-z2-7]{16})")
_SALT = "catalogue.season-asks"


class AvailableNow(BusinessRuleError):
    """There is nothing to wait for."""

    message = "Món này đang có hàng, bạn mua được ngay."


class TooManyAsks(BusinessRuleError):
    """One phone waits for too much at once."""

    message = f"Số này đang chờ {MAX_OPEN} món. Mỗi số nhờ báo nhiều nhất {MAX_OPEN} món một lúc."


def is_there(product: Product) -> bool:
    """Say whether it can be bought now, in its season if that is known, or ordered ahead of it."""
    record = stock_record(product)
    in_season = not product.harvest_mask or product.is_in_season(local_today().month)
    is_ahead = record is not None and record.is_on_preorder
    return (in_season or is_ahead) and free_stock(product) >= max(product.min_quantity, 1)


@transaction.atomic
def ask(*, product: Product, phone: str) -> SeasonAsk:
    """Take a confirmed phone down for a product on sale; twice is once.

    Raises ``AvailableNow`` or ``TooManyAsks``.
    """
    if is_there(product):
        raise AvailableNow
    hold(f"season-ask:{phone}")
    known = SeasonAsk.objects.open().filter(phone=phone)
    mine = known.filter(product=product).first()
    if mine is not None:
        return mine
    if known.count() >= MAX_OPEN:
        raise TooManyAsks
    return SeasonAsk.objects.create(product=product, phone=phone)


def tell_due(now: dt.datetime | None = None) -> int:
    """Send every message whose product is there; return how many. Safe to run at once."""
    now = now or timezone.now()
    if timezone.localtime(now, VIETNAM).hour not in _AWAKE:
        return 0
    return sum(_tell(one, now) for one in due()[:BATCH])


def due():
    """Return the open asks whose product can be bought in its season or ahead, oldest first."""
    bit = 1 << (local_today().month - 1)
    return (
        SeasonAsk.objects.open()
        .filter(product__is_public=True)
        .annotate(
            month_bit=F("product__harvest_mask").bitand(bit),
            left=F("product__stockrecords__num_in_stock")
            - F("product__stockrecords__num_allocated"),
        )
        .annotate(ready_on=F("product__stockrecords__ready_on"))
        .filter(Q(product__harvest_mask=0) | Q(month_bit__gt=0) | Q(ready_on__isnull=False))
        .filter(Q(ready_on=None) | Q(product__stockrecords__orders_until__gte=local_today()))
        .filter(left__gt=0, left__gte=F("product__min_quantity"))
        .select_related("product")
        .order_by("pk")
    )


def stop_all(*, phone: str) -> int:
    """End everything a phone waits for; return how much that was."""
    return SeasonAsk.objects.open().filter(phone=phone).update(stopped_at=timezone.now())


def open_asks(*, phone: str):
    """Return what a phone waits for, the newest first."""
    return SeasonAsk.objects.open().filter(phone=phone).select_related("product").order_by("-pk")


def stop_one(*, phone: str, ask_id: int) -> bool:
    """End one thing that this phone waits for; say whether there was one."""
    mine = open_asks(phone=phone).order_by().filter(pk=ask_id)
    return bool(mine.update(stopped_at=timezone.now()))


def forget_old() -> int:
    """Delete what was told or stopped a month ago, and what waited for more than a year."""
    now = timezone.now()
    over = Q(told_at__lt=now - KEPT) | Q(stopped_at__lt=now - KEPT)
    return SeasonAsk.objects.filter(over | Q(created_at__lt=now - WAITS)).delete()[0]


def stop_url(one: SeasonAsk) -> str:
    """Return the address that ends all that this phone waits for."""
    return f"/bao-toi/thoi/{int_to_base36(one.pk)}-{_mac(one)}/"


def ask_of(token: str) -> SeasonAsk | None:
    """Return the ask of a genuine token, or None. 1 query at most."""
    found = _TOKEN.fullmatch(token)
    one = found and SeasonAsk.objects.filter(pk=base36_to_int(found[1])).first()
    if not one or not constant_time_compare(_mac(one), found[2]):
        return None
    return one


@transaction.atomic
def _tell(one: SeasonAsk, now: dt.datetime) -> bool:
    # Only one of two workers, or this and a stop, gets the row.
    claimed = SeasonAsk.objects.open().filter(pk=one.pk).update(told_at=now)
    if claimed:
        site = settings.SITE_URL
        send_message(
            to_phone=one.phone,
            template="season-open",
            text=f"“{one.product.title}” bạn chờ {_there_words(one)}: "
            f"{site}{one.product.get_absolute_url()} Thôi nhận tin: {site}{stop_url(one)}",
            dedupe_key=f"season-ask-{one.pk}",
        )
    return bool(claimed)


def _there_words(one: SeasonAsk) -> str:
    ready_on = getattr(one, "ready_on", None)
    return f"đã mở đặt trước, gửi từ {near_date(ready_on)}" if ready_on else "đã có hàng"


def _mac(one: SeasonAsk) -> str:
    digest = salted_hmac(_SALT, f"{one.pk}:{one.phone}", algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()
