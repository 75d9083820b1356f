"""Goods on pre-order in the words of their pages."""

import datetime as dt
from dataclasses import dataclass

from catalogue.models import Product
from common.dates import near_date, weekday_name
from common.money import NBSP
from common.units import unit_label

FULL = "Đã hết lượt đặt trước"


@dataclass(frozen=True, slots=True)
class Ahead:
    """An open pre-order: from which day it is sent, how long and how many can be ordered."""

    ready_on: dt.date
    sent_words: str
    window_words: str
    left_label: str


def label_of(record) -> str:
    """Return what the card of goods on pre-order says; empty for goods at hand."""
    if record is None or not record.is_on_preorder:
        return ""
    return f"Đặt trước · gửi{NBSP}từ{NBSP}{near_date(record.ready_on)}"


def ahead_of(product: Product, record) -> Ahead | None:
    """Return the pre-order of a product that can be ordered; None for goods at hand."""
    if record is None or not record.is_on_preorder:
        return None
    day = f"{weekday_name(record.ready_on)},{NBSP}{near_date(record.ready_on)}"
    unit = unit_label(product.sale_unit)
    return Ahead(
        ready_on=record.ready_on,
        sent_words=f"Đặt trước, gửi từ {day.replace(' ', NBSP)}",
        window_words=f"Nhận đặt đến hết {near_date(record.orders_until)}.",
        left_label=f"Còn nhận đặt {record.num_free}{NBSP}{unit}",
    )
