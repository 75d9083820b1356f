"""Programmes of the demo that pay a part of what shoppers owe: one runs, one is not open yet."""

import datetime as dt
from decimal import Decimal

from accounts.models import User
from demo.clock import moment
from demo.people import LOGINS
from shop.programme import codes
from shop.programme.models import Programme

P = Programme
#: Said in the name, as shoppers read it.
MARK = "(minh họa)"
_FUNDER = f"Sở Công Thương {MARK}"
_MADE_ON = dt.date(2026, 11, 2)
#: Code that everybody may know → the programme, with amounts in đồng.
_PLANNED = {
    "OCOPTHAINGUYEN": {
        "name": f"Tuần hàng OCOP {MARK}",
        "state": P.State.OPEN,
        "budget_vnd": Decimal(50_000_000),
        "starts_on": dt.date(2026, 11, 9),
        "ends_on": dt.date(2027, 12, 31),
        "goods": P.Goods.OCOP,
        "percent": 10,
        "most_vnd": Decimal(50_000),
        "least_goods_vnd": Decimal(150_000),
        "per_person": 2,
    },
    "TETVUNGCAO": {
        "name": f"Tết hàng vùng cao {MARK}",
        "state": P.State.PAUSED,
        "budget_vnd": Decimal(20_000_000),
        "starts_on": dt.date(2027, 1, 11),
        "ends_on": dt.date(2027, 2, 5),
        "amount_vnd": Decimal(30_000),
        "least_goods_vnd": Decimal(200_000),
    },
}


def are_missing() -> bool:
    """Tell whether a programme of the demo is not there yet. 1 query."""
    return bool(_missing())


def write_programmes() -> None:
    """Write the programmes that are missing, with a code each; nobody has used them."""
    operator = User.objects.get(phone=LOGINS["operator"].phone)
    for code in _missing():
        programme = P.objects.create(
            funder=_FUNDER, created_at=moment(_MADE_ON), created_by=operator, **_PLANNED[code]
        )
        codes.add_common(programme=programme, typed=code)
        programme.codes.update(made_at=programme.created_at)


def _missing() -> list[str]:
    names = [facts["name"] for facts in _PLANNED.values()]
    known = set(P.objects.filter(name__in=names).values_list("name", flat=True))
    return [code for code, facts in _PLANNED.items() if facts["name"] not in known]
