"""What the board of a market keeps: stalls and who trades there, its own account and days."""

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import differences, record
from common.dates import local_today
from common.errors import BusinessRuleError
from markets import telling
from markets.models import FormerAccount, Market, Stall, Trader

#: The highest rent of a stall for a month, typed or from a list.
MOST_RENT_VND = 99_999_999
_BOARD_FIELDS = (
    "address", "opens", "open_days", "opens_at", "closes_at", "board_name", "board_phone",
    "bank_bin", "bank_account", "bank_holder",
)  # fmt: skip
_ACCOUNT = ("bank_bin", "bank_account", "bank_holder")


class PlaceTaken(BusinessRuleError):
    """Somebody trades at this place of the market."""

    message = "Chỗ này đang có người bán. Cho người cũ nghỉ trước, rồi thêm người mới."


class StallIsOver(BusinessRuleError):
    """The trader has left the place."""

    message = "Quầy này đã nghỉ, không sửa được nữa. Thêm quầy mới cho người bán mới."


@dataclass(frozen=True, slots=True)
class StallFacts:
    """What a board writes down of a stall and its trader; amounts in đồng."""

    place: str
    goods: str
    trader: str
    phone: str = ""
    rent_vnd: Decimal = Decimal(0)
    bank_bin: str = ""
    bank_account: str = ""
    bank_holder: str = ""


@transaction.atomic
def open_stall(
    *, market: Market, facts: StallFacts, since: dt.date | None = None, actor: User | None = None
) -> Stall:
    """Give a place to a trader; the stall gets a code of its own. Raises ``PlaceTaken``."""
    Market.objects.select_for_update().get(pk=market.pk)
    _refuse_taken(market, facts.place)
    trader = Trader.objects.create(
        market=market,
        name=facts.trader,
        phone=facts.phone,
        bank_bin=facts.bank_bin,
        bank_account=facts.bank_account,
        bank_holder=facts.bank_holder,
    )
    stall = Stall.objects.create(
        market=market,
        trader=trader,
        place=facts.place,
        goods=facts.goods,
        rent_vnd=facts.rent_vnd,
        active_from=since or local_today(),
    )
    event = record("stall.opened", on=stall, label=label_of(stall), actor=actor)
    if trader.bank_account:
        telling.tell_account(stall, trader, telling.phones_of(trader), event)
    return stall


@transaction.atomic
def change_stall(*, stall: Stall, facts: StallFacts, actor: User | None = None) -> Stall:
    """Mend what is written of a stall that is open; its code stays.

    A trader whose shop stands behind the stall is paid into the shop's account only. Another
    phone or account is told to the phone that was known before. Raises ``PlaceTaken`` and
    ``StallIsOver``.
    """
    Market.objects.select_for_update().get(pk=stall.market_id)
    locked = lock_open(stall)
    trader = locked.trader
    before = asdict(facts_of(locked))
    if before == asdict(facts):
        return locked
    if facts.place != locked.place:
        _refuse_taken(locked.market, facts.place)
    known_phones = telling.phones_of(trader)
    locked.place, locked.goods, locked.rent_vnd = facts.place, facts.goods, facts.rent_vnd
    locked.save(update_fields=["place", "place_key", "goods", "rent_vnd"])
    changes = differences(before, asdict(facts))
    _write_trader(trader, facts)
    event = record(
        "stall.changed", on=locked, label=label_of(locked), actor=actor, changes=_for_trail(changes)
    )
    if "phone" in changes:
        telling.tell_phone(locked, trader, known_phones, event)
    if any(name in changes for name in _ACCOUNT):
        phones = known_phones or telling.phones_of(trader)
        paper = bool(before["bank_account"])
        telling.tell_account(locked, trader, phones, event, paper=paper)
    return locked


@transaction.atomic
def end_stall(*, stall: Stall, actor: User | None = None) -> Stall:
    """Let a trader leave a place: the page of the code asks for no money, from now or tomorrow on.

    What a bank reads from paper it pays as ever, so the paper has to come down.
    """
    locked = Stall.objects.select_for_update(of=("self",)).select_related("market")
    locked = locked.get(pk=stall.pk)
    if locked.active_to is None:
        yesterday = local_today() - dt.timedelta(days=1)
        locked.active_to = max(yesterday, locked.active_from)
        locked.save(update_fields=["active_to"])
        record("stall.ended", on=locked, label=label_of(locked), actor=actor)
    return locked


@transaction.atomic
def set_board(*, market: Market, facts: dict, actor: User | None = None) -> Market:
    """Write the days of a market, its board, and the account for rents."""
    locked = Market.objects.select_for_update().get(pk=market.pk)
    before = {name: getattr(locked, name) for name in _BOARD_FIELDS}
    for name in _BOARD_FIELDS:
        setattr(locked, name, facts[name])
    if changes := differences(before, {name: facts[name] for name in _BOARD_FIELDS}):
        locked.save(update_fields=list(_BOARD_FIELDS))
        record("market.changed", on=locked, actor=actor, changes=_for_trail(changes))
    return locked


def lock_open(stall: Stall) -> Stall:
    """Return a stall that is open, locked before its trader is. Raises ``StallIsOver``."""
    rows = Stall.objects.select_for_update(of=("self",)).select_related("market")
    locked = rows.get(pk=stall.pk)
    if locked.active_to is not None:
        raise StallIsOver
    locked.trader = Trader.objects.select_for_update().get(pk=locked.trader_id)
    return locked


def facts_of(stall: Stall) -> StallFacts:
    """Return what is written of a stall loaded with its trader."""
    trader = stall.trader
    return StallFacts(
        place=stall.place,
        goods=stall.goods,
        trader=trader.name,
        phone=trader.phone,
        rent_vnd=stall.rent_vnd,
        bank_bin=trader.bank_bin,
        bank_account=trader.bank_account,
        bank_holder=trader.bank_holder,
    )


def _refuse_taken(market: Market, place: str) -> None:
    if Stall.objects.filter(market=market, place=place, active_to=None).exists():
        raise PlaceTaken


def label_of(stall: Stall) -> str:
    """Return what a stall loaded with its market is called in the trail."""
    return f"{stall.market.name}, {stall.place}"


def _write_trader(trader: Trader, facts: StallFacts) -> None:
    """Write what changed; the account before stays known, since old paper still pays it."""
    if trader.bank_account and trader.bank_account != facts.bank_account:
        FormerAccount.objects.get_or_create(trader=trader, number=trader.bank_account)
    if facts.phone != trader.phone:
        lately = telling.phones_of(trader) - {trader.phone}
        # A phone in between does not push the first one out.
        trader.former_phone = next(iter(lately), trader.phone)
        trader.phone, trader.phone_changed_at = facts.phone, timezone.now()
    trader.name = facts.trader
    for name in _ACCOUNT:
        setattr(trader, name, getattr(facts, name))
    trader.save(update_fields=["name", "phone", "former_phone", "phone_changed_at", *_ACCOUNT])


def _for_trail(changes: dict[str, tuple]) -> dict[str, tuple]:
    """Return changes without names and whole numbers: nobody can take them out of the trail."""
    hidden = dict(changes)
    for name in ("trader", "bank_holder"):
        if name in hidden:
            hidden[name] = tuple("•••" if value else "" for value in hidden[name])
    if "bank_account" in hidden:
        pair = hidden["bank_account"]
        hidden["bank_account"] = tuple(f"…{value[-4:]}" if value else "" for value in pair)
    return hidden
