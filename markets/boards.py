"""What the board of a market keeps: stalls and who trades there, its own account and days."""

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from accounts.models import User
from audit.recording import differences, record
from common.dates import local_today
from common.errors import BusinessRuleError
from common.phones import format_phone
from jobs.messages import send_message
from markets.models import Market, Stall, Trader
from shop.payment.vietqr.banks import bank_of

_BOARD_FIELDS = (
    "address", "opens", "open_days", "opens_at", "closes_at", "board_name", "board_phone",
    "bank_bin", "bank_account", "bank_holder",
)  # fmt: skip
_ACCOUNT = ("bank_bin", "bank_account", "bank_holder")


class PlaceTaken(BusinessRuleError):
    """Somebody trades at this place of the market."""

    message = "Chỗ này đang có người bán. Cho người cũ nghỉ trước, rồi thêm người mới."


class NoShop(BusinessRuleError):
    """The person has no shop on the floor that could stand behind the stall."""

    message = "Tài khoản này chưa có gian hàng trên sàn."


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
    record("stall.opened", on=stall, label=_label(market, stall), actor=actor)
    if trader.bank_account:
        _tell_account(stall, trader)
    return stall


@transaction.atomic
def change_stall(*, stall: Stall, facts: StallFacts, actor: User | None = None) -> Stall:
    """Mend what is written of a stall that is open; its code stays. Raises ``PlaceTaken``.

    A trader whose shop stands behind the stall is paid into the shop's account only. Another
    account is told to the phone that was known before.
    """
    market = Market.objects.select_for_update().get(pk=stall.market_id)
    locked = Stall.objects.select_related("trader").get(pk=stall.pk)
    trader = locked.trader
    before = asdict(facts_of(locked))
    if before == asdict(facts):
        return locked
    if facts.place != locked.place:
        _refuse_taken(market, facts.place)
    known_phone = trader.phone
    locked.place, locked.goods, locked.rent_vnd = facts.place, facts.goods, facts.rent_vnd
    locked.save()
    trader.name, trader.phone = facts.trader, facts.phone
    for name in _ACCOUNT:
        setattr(trader, name, getattr(facts, name))
    trader.save()
    changes = differences(before, asdict(facts))
    record("stall.changed", on=locked, label=_label(market, locked), actor=actor, changes=changes)
    if any(name in changes for name in _ACCOUNT):
        _tell_account(locked, trader, phone=known_phone or trader.phone)
    return locked


@transaction.atomic
def end_stall(*, stall: Stall, actor: User | None = None) -> Stall:
    """Let a trader leave a place; the code takes no money any more, from now or tomorrow on."""
    locked = Stall.objects.select_for_update().select_related("market").get(pk=stall.pk)
    if locked.active_to is None:
        yesterday = local_today() - dt.timedelta(days=1)
        locked.active_to = max(yesterday, locked.active_from)
        locked.save(update_fields=["active_to"])
        record("stall.ended", on=locked, label=_label(locked.market, locked), actor=actor)
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
        record("market.changed", on=locked, actor=actor, changes=changes)
    return locked


@transaction.atomic
def link_shop(*, stall: Stall, user: User) -> Trader:
    """Put the shop of a trader behind the stall: its goods are shown, its account is paid.

    Only the trader does so, never the board. Raises ``NoShop``.
    """
    trader = Trader.objects.select_for_update().get(pk=stall.trader_id)
    partner = trader._meta.get_field("partner").related_model
    own = partner.objects.filter(
        seller__memberships__user=user, seller__memberships__role="owner"
    ).first()
    if own is None or not trader.phone or trader.phone != user.phone:
        raise NoShop
    if trader.partner_id != own.pk:
        changes = {"partner": (trader.partner_id, own.pk)}
        trader.partner = own
        trader.save(update_fields=["partner"])
        record("stall.linked", on=stall, label=own.name, actor=user, changes=changes)
    return trader


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


def _label(market: Market, stall: Stall) -> str:
    return f"{market.name}, {stall.place}"


def _tell_account(stall: Stall, trader: Trader, *, phone: str = "") -> None:
    """Tell the trader which account the code of the stall pays: only they know that it is wrong."""
    phone = phone or trader.phone
    if not phone:
        return
    bank = bank_of(trader.bank_bin)
    where = f"{bank.short_name if bank else ''} …{trader.bank_account[-4:]}"
    words = f"nhận tiền vào {where}" if trader.bank_account else "không còn nhận chuyển khoản"
    send_message(
        to_phone=phone,
        template="stall-account",
        text=f"Quầy {stall.place}, {stall.market.name} {words}. Nếu không đúng, gọi ngay "
        f"{format_phone(settings.OPERATOR['phone'])}",
        dedupe_key=f"stall-account:{stall.pk}:{trader.bank_account}:{local_today():%Y%m%d}",
        urgent=True,
    )
