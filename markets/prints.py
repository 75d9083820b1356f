"""Posters and table cards of a whole market as one PDF, each with the codes of its stall."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from common.pdf import make_pdf
from common.qr import qr_svg
from markets import paying
from markets.models import Market, Stall
from markets.queries import active

_TEMPLATE = Path(__file__).with_name("prints.typ")
#: What can be printed: the word in the address, and what it is.
KINDS = {
    "to-a4": "Áp phích A4, mỗi quầy một tờ",
    "the-a6": "Thẻ để bàn A6, bốn thẻ một tờ A4",
    "the-a7": "Thẻ nhỏ A7, tám thẻ một tờ A4",
}
_MAX = {"trader": 46, "goods": 48, "place": 40, "market": 60}


@dataclass(frozen=True, slots=True)
class Printed:
    """The texts inside the codes of one stall; ``pay`` is empty where nobody can be paid."""

    stall: Stall
    pay: str
    page: str
    account: paying.Account | None


def stall_url(stall: Stall) -> str:
    """Return the whole address of the page of a stall."""
    return f"{settings.SITE_URL}{reverse('markets:stall', args=[stall.code])}"


def codes_of(market: Market) -> list[Printed]:
    """Return the codes of every stall of today, in the order of the places. ≤ 2 queries."""
    stalls = list(active(market.stalls.all()).select_related("trader__partner", "market"))
    accounts = paying.accounts_of([stall.trader for stall in stalls])
    found = []
    for stall in stalls:
        account = accounts.get(stall.trader_id)
        pay = paying.payload_of(account, paying.stall_memo(stall)) if account else ""
        found.append(Printed(stall, pay, stall_url(stall), account))
    return found


def draw(market: Market, codes: list[Printed], *, kind: str) -> bytes:
    """Return the PDF of at least one stall. Call it outside a transaction; it takes seconds."""
    said = {
        "kind": kind,
        "title": f"Mã trả tiền, {market.name}",
        "stalls": [_facts(market, one) for one in codes],
    }
    return make_pdf(_TEMPLATE, said, name="prints", at=timezone.now())


def _facts(market: Market, one: Printed) -> dict[str, str]:
    words = {
        "market": market.name,
        "place": one.stall.place,
        "goods": one.stall.goods,
        "trader": one.stall.trader.name,
        "holder": one.account.holder if one.account else "",
        "account": f"{one.account.bank} {one.account.spaced}" if one.account else "",
        "code": f"{one.stall.code[:4]}-{one.stall.code[4:]}",
        "pay": str(qr_svg(one.pay, title="Mã trả tiền")) if one.pay else "",
        "page": str(qr_svg(one.page, title="Trang của quầy")),
    }
    return {name: _fit(text, _MAX.get(name)) for name, text in words.items()}


def _fit(text: str, most: int | None) -> str:
    return f"{text[: most - 1].rstrip()}…" if most and len(text) > most else text
