"""A list of stalls from a file: all rows or none, each bad row with what to mend.

The same file again changes nothing; a corrected one changes what it corrects.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from common.errors import BusinessRuleError
from common.money import InvalidMoney, format_vnd, parse_vnd
from common.phones import InvalidPhone, parse_phone
from common.spreadsheets import read_rows
from common.text import fold, normalize
from markets import boards
from markets.boards import StallFacts
from markets.models import Market, Stall
from shop.partner import bank
from shop.payment.vietqr.banks import banks

#: Folded headings by which a column is known.
HEADINGS = {
    "place": ("cho", "quay", "vi tri", "so quay", "o", "ki ot"),
    "trader": ("ten", "tieu thuong", "ten tieu thuong", "ho ten", "ho va ten"),
    "goods": ("ban gi", "hang", "mat hang", "nganh hang"),
    "phone": ("dien thoai", "so dien thoai", "sdt"),
    "rent": ("tien cho", "tien cho mot thang", "phi", "tien thue"),
    "bank": ("ngan hang",),
    "number": ("so tai khoan", "stk", "tai khoan"),
    "holder": ("chu tai khoan", "ten tai khoan"),
}
_NEEDED = {"place": "chỗ", "trader": "tên tiểu thương", "goods": "bán gì"}
_FIELDS = {heading: name for name, all_of in HEADINGS.items() for heading in all_of}
_LONGEST = {"place": 40, "trader": 80, "goods": 80}
_HEADINGS_WITHIN = 10
MOST_ROWS = 2_000


class Unfit(BusinessRuleError):
    """A row, or the whole file, cannot be taken."""


@dataclass
class Outcome:
    """What became of a file; with ``errors`` nothing was written."""

    new: int = 0
    changed: int = 0
    same: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)


def import_stalls(*, market: Market, path: Path, actor=None) -> Outcome:
    """Bring the stalls of a market in line with a file. Raises ``Unfit``, ``UnreadableFile``."""
    outcome = Outcome()
    rows = list(_read(path, outcome))
    if outcome.errors:
        return outcome
    with transaction.atomic():
        Market.objects.select_for_update().get(pk=market.pk)
        known = {
            stall.place: stall
            for stall in Stall.objects.filter(market=market, active_to=None).select_related(
                "trader"
            )
        }
        for number, facts in rows:
            _settle(market, known.get(facts.place), number, facts, outcome, actor)
        if outcome.errors:
            transaction.set_rollback(True)
            outcome.new = outcome.changed = outcome.same = 0
    return outcome


def _settle(market, stall, number: int, facts: StallFacts, outcome: Outcome, actor) -> None:
    if stall is None:
        boards.open_stall(market=market, facts=facts, actor=actor)
        outcome.new += 1
    elif fold(stall.trader.name) != fold(facts.trader):
        words = f"{facts.place} đang là của {stall.trader.name}. Cho nghỉ trước rồi nhập lại."
        outcome.errors.append((number, words))
    elif boards.facts_of(stall) == facts:
        outcome.same += 1
    else:
        boards.change_stall(stall=stall, facts=facts, actor=actor)
        outcome.changed += 1


def _read(path: Path, outcome: Outcome) -> Iterator[tuple[int, StallFacts]]:
    columns: dict[str, int] = {}
    seen: dict[str, int] = {}
    for number, cells in read_rows(path):
        if not columns:
            columns = _columns(cells)
            if not columns and number >= _HEADINGS_WITHIN:
                break
            continue
        if len(seen) >= MOST_ROWS:
            raise Unfit(f"Tệp có hơn {MOST_ROWS} dòng. Chia ra rồi nhập từng tệp.")
        try:
            facts = _facts({name: _cell(cells, at) for name, at in columns.items()})
            if facts.place in seen:
                raise Unfit(f"Chỗ này đã có ở dòng {seen[facts.place]} của tệp.")
        except (Unfit, bank.BadAccount, InvalidPhone, InvalidMoney) as problem:
            outcome.errors.append((number, problem.message))
            continue
        seen[facts.place] = number
        yield number, facts
    if not columns:
        names = ", ".join(_NEEDED.values())
        raise Unfit(f"Chưa thấy dòng tên cột. Tệp cần các cột: {names}.")


def _columns(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if name := _FIELDS.get(fold(cell)):
            found.setdefault(name, at)
    return found if _NEEDED.keys() <= found.keys() else {}


def _cell(cells: list[str], at: int) -> str:
    return normalize(cells[at]) if at < len(cells) else ""


def _facts(row: dict[str, str]) -> StallFacts:
    for name, words in _NEEDED.items():
        if not row[name]:
            raise Unfit(f"Thiếu {words}.")
        if len(row[name]) > _LONGEST[name]:
            raise Unfit(f"Ô {words} dài quá {_LONGEST[name]} chữ.")
    phone = row.get("phone", "")
    # A sheet keeps numbers without the nought in front.
    phone = f"0{phone}" if phone.isdigit() and len(phone) == 9 else phone
    account = _account(row)
    return StallFacts(
        place=row["place"],
        trader=row["trader"],
        goods=row["goods"],
        phone=parse_phone(phone) if phone else "",
        rent_vnd=_rent(row.get("rent", "")),
        **account,
    )


def _rent(text: str) -> Decimal:
    rent = parse_vnd(text) if text not in ("", "0") else Decimal(0)
    if rent > boards.MOST_RENT_VND:
        raise Unfit(f"Tiền chỗ mỗi tháng nhiều nhất {format_vnd(boards.MOST_RENT_VND)}. Xem lại.")
    return rent


def _account(row: dict[str, str]) -> dict[str, str]:
    if not row.get("number"):
        return {}
    wanted = fold(row.get("bank", ""))
    found = next((b for b in banks() if wanted in (fold(b.short_name), fold(b.name), b.bin)), None)
    if found is None:
        raise Unfit("Chưa rõ ngân hàng nào. Ghi tên ngắn, ví dụ Agribank.")
    return {
        "bank_bin": found.bin,
        "bank_account": bank.clean_number(row["number"]),
        "bank_holder": bank.clean_holder(row.get("holder") or row["trader"]),
    }
