"""Programmes for the tests."""

from datetime import timedelta

from django.utils import timezone

from common.dates import local_today
from shop.programme import codes
from shop.programme.models import Programme, VoucherCode

S = Programme.State


def make_programme(name: str = "Tết OCOP", code: str = "TETOCOP", **facts) -> Programme:
    """Return an open programme: 20.000 đồng of at least 100.000, 1.000.000 in all, one code."""
    today = local_today()
    known = {
        "funder": "Sở Công Thương",
        "state": S.OPEN,
        "budget_vnd": 1_000_000,
        "amount_vnd": None if facts.get("percent") else 20_000,
        "least_goods_vnd": 100_000,
        "starts_on": today - timedelta(days=1),
        "ends_on": today + timedelta(days=9),
        "created_at": timezone.now(),
    }
    programme = Programme.objects.create(name=name, **known | facts)
    if code:
        codes.add_common(programme=programme, typed=code)
    return programme


def code_of(programme: Programme) -> VoucherCode:
    """Return the only code of a programme, read again."""
    return VoucherCode.objects.select_related("programme").get(programme=programme)
