"""What goods on pre-order ask of a basket: one day of sending for each seller, and cash."""

import datetime as dt
from collections import defaultdict

from common.dates import format_date, near_date
from common.errors import BusinessRuleError
from shop.order.states import PREPAID

ONLY_CASH = "Hàng đặt trước chỉ trả tiền khi nhận, không phải trả trước."


class SentApart(BusinessRuleError):
    """One seller would send some of the goods on another day than the rest."""


class OnlyCash(BusinessRuleError):
    """Nobody holds the money of a shopper for months."""

    message = f"{ONLY_CASH} Bạn chọn trả tiền khi nhận hàng."


def require_allowed(basket, payment_method: str) -> None:
    """Check a basket that is to be ordered. Raises ``SentApart`` or ``OnlyCash``."""
    if words := sent_apart(basket):
        raise SentApart(words[0])
    if payment_method in PREPAID and has_preorder(basket):
        raise OnlyCash


def has_preorder(basket) -> bool:
    """Say whether some of the goods are not there yet. Reads nothing beyond the lines."""
    return any(line.stockrecord.is_on_preorder for line in basket.all_lines())


def has_goods_at_hand(basket) -> bool:
    """Say whether some of the goods can be sent now. Reads nothing beyond the lines."""
    return any(not line.stockrecord.is_on_preorder for line in basket.all_lines())


def sent_apart(basket) -> list[str]:
    """Return a sentence for each seller whose goods cannot be one parcel."""
    days: dict[object, dict[str, str]] = defaultdict(dict)
    for line in basket.all_lines():
        record = line.stockrecord
        days[record.partner].setdefault(_when(line.product, record), line.product.get_title())
    return [_apart_words(found) for found in days.values() if len(found) > 1]


def clash_words(basket, product, record) -> str:
    """Return why goods cannot go into the basket beside those of the same seller; or nothing."""
    others = [
        _when(line.product, line.stockrecord)
        for line in basket.all_lines()
        if line.stockrecord.partner_id == record.partner_id and line.product_id != product.pk
    ]
    mine = _when(product, record)
    if all(words == mine for words in others):
        return ""
    return (
        f"“{product.get_title()}” {mine}, món cùng người bán trong giỏ "
        f"{next(words for words in others if words != mine)}. "
        "Bạn đặt món trong giỏ trước, rồi đặt món này sau."
    )


def _apart_words(found: dict[str, str]) -> str:
    goods = ", ".join(f"“{title}” {when}" for when, title in found.items())
    return f"{goods}: gửi khác ngày nên phải đặt riêng. Bạn bỏ bớt một món rồi đặt sau."


def _when(product, record) -> str:
    if product.is_child:
        return f"đi ngày {format_date(product.tour_date.day)}"
    return _sent_words(record.ready_on)


def _sent_words(day: dt.date | None) -> str:
    return f"gửi từ {near_date(day)}" if day else "gửi ngay"
