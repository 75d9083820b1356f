"""What shoppers see of markets and stalls."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from catalogue.cards import ProductCard, cards_of, for_cards
from catalogue.models import Product
from common.dates import format_date, local_today
from common.qr import qr_svg
from common.text import sort_key
from markets import opening, paying
from markets.models import Market, Stall

STALLS_A_PAGE = 60
GOODS = 8


@dataclass(frozen=True, slots=True)
class MarketEntry:
    """A market in a list."""

    name: str
    url: str
    is_40: bool
    is_today: bool
    open_words: str
    stalls: int


@dataclass(frozen=True, slots=True)
class CommuneMarkets:
    """The markets of one commune, those of 4.0 first."""

    title: str
    code: str
    markets: list[MarketEntry]


@dataclass(frozen=True, slots=True)
class MarketList:
    """All markets of a province by commune; communes with a market 4.0 come first."""

    communes: list[CommuneMarkets]
    total: int
    of_40: int
    today: int
    today_words: str
    only_today: bool
    place: str

    @property
    def shown(self) -> int:
        """Count the markets on the page."""
        return sum(len(commune.markets) for commune in self.communes)


@dataclass(frozen=True, slots=True)
class StallEntry:
    """A stall in the list of its market."""

    url: str
    place: str
    goods: str
    trader: str
    is_on_floor: bool


@dataclass(frozen=True, slots=True)
class MarketPage:
    """One market: when, where, who sells what."""

    name: str
    path: str
    class_label: str
    since_40: str
    is_today: bool
    open_words: str
    hours: str
    next_days: list[str]
    commune_title: str
    commune_url: str
    address: str
    board: str
    board_phone: str
    stalls: list[StallEntry]
    page_obj: Page
    cards: list[ProductCard]
    crumbs: list[dict]


@dataclass(frozen=True, slots=True)
class StallPage:
    """A stall as the QR on it shows it; ``account`` is None while nobody can be paid here."""

    code: str
    place: str
    goods: str
    trader: str
    market: str
    market_url: str
    ended_on: str
    shop_name: str
    shop_url: str
    cards: list[ProductCard]
    account: paying.Account | None
    memo: str

    def qr(self, amount_vnd: int | None) -> SafeString | str:
        """Return the drawing of the VietQR for an amount; empty without an account."""
        if self.account is None:
            return ""
        text = paying.payload_of(self.account, self.memo, amount_vnd)
        return qr_svg(text, title=f"Mã trả tiền cho {self.trader}") if text else ""


def is_40(market: Market, day: dt.date | None = None) -> bool:
    """Tell whether the market has met the criteria of chợ 4.0 by a day."""
    return market.is_40_since is not None and market.is_40_since <= (day or local_today())


def active(stalls: QuerySet[Stall], day: dt.date | None = None) -> QuerySet[Stall]:
    """Keep the stalls that somebody trades at on a day."""
    day = day or local_today()
    return stalls.filter(Q(active_to=None) | Q(active_to__gte=day), active_from__lte=day)


def active_in(stalls: QuerySet[Stall], month: dt.date) -> QuerySet[Stall]:
    """Keep the stalls that somebody traded at in a month, given by its first day."""
    following = (month + dt.timedelta(days=32)).replace(day=1)
    still = Q(active_to=None) | Q(active_to__gte=month)
    return stalls.filter(still, active_from__lt=following)


def market_list(*, only_today: bool = False, commune_code: str = "") -> MarketList:
    """Return the markets by commune, all or those held today, of one commune or all. 1 query."""
    today = local_today()
    is_active = Q(stalls__active_to=None) | Q(stalls__active_to__gte=today)
    rows = Market.objects.select_related("commune").annotate(
        stall_count=Count("stalls", filter=is_active & Q(stalls__active_from__lte=today))
    )
    every = list(rows)
    held = [market for market in every if opening.is_held_on(market, today)]
    shown = held if only_today else every
    if commune_code:
        shown = [market for market in shown if market.commune.code == commune_code]
    return MarketList(
        communes=_by_commune(shown, today),
        total=len(every),
        of_40=sum(is_40(market, today) for market in every),
        today=len(held),
        today_words=opening.moon_words(today),
        only_today=only_today,
        place=next((m.commune.full_name for m in shown if commune_code), ""),
    )


def market_page(market: Market, *, number: str | None = None) -> MarketPage:
    """Return the page of a market loaded with its commune. ≤ 7 queries."""
    today = local_today()
    rows = active(market.stalls.all(), today).select_related("trader__partner")
    page_obj = Paginator(rows.order_by("place_key", "pk"), STALLS_A_PAGE).get_page(number)
    sellers = rows.order_by().values("trader__partner")
    goods = Product.objects.on_sale().filter(partner__in=sellers)
    shown = for_cards(goods.sold_out_last()).order_by("is_sold_out", "-approved_at", "-pk")[:GOODS]
    commune = market.commune
    return MarketPage(
        name=market.name,
        path=reverse("markets:market", args=[market.slug]),
        class_label=market.get_market_class_display(),
        since_40=format_date(market.is_40_since) if is_40(market, today) else "",
        is_today=opening.is_held_on(market, today),
        open_words=opening.open_words(market),
        hours=opening.hour_words(market),
        next_days=_next_days(market, today),
        commune_title=commune.title,
        commune_url=commune.get_absolute_url(),
        address=market.address,
        board=paying.board_of(market),
        board_phone=market.board_phone,
        stalls=[_stall_entry(stall) for stall in page_obj.object_list],
        page_obj=page_obj,
        cards=cards_of(list(shown)),
        crumbs=[
            {"label": "Chợ", "url": reverse("markets:list")},
            {"label": market.name, "url": ""},
        ],
    )


def find_stall(code: str) -> Stall | None:
    """Return a stall by its code with all that its page shows. 1 query."""
    rows = Stall.objects.select_related("market__commune", "trader__partner")
    return rows.filter(code=code).first()


def stall_page(stall: Stall) -> StallPage:
    """Return the page of a stall from ``find_stall``. ≤ 4 queries."""
    trader, partner = stall.trader, stall.trader.partner
    ended = stall.active_to is not None and stall.active_to < local_today()
    is_open = partner is not None and partner.may_sell
    goods = Product.objects.on_sale().filter(partner=partner) if is_open else None
    shown = []
    if goods is not None:
        in_order = for_cards(goods.sold_out_last()).order_by("is_sold_out", "-approved_at", "-pk")
        shown = cards_of(list(in_order[:GOODS]))
    return StallPage(
        code=stall.code,
        place=stall.place,
        goods=stall.goods,
        trader=trader.name,
        market=stall.market.name,
        market_url=reverse("markets:market", args=[stall.market.slug]),
        ended_on=format_date(stall.active_to) if ended else "",
        shop_name=partner.name if is_open else "",
        shop_url=partner.get_absolute_url() if is_open else "",
        cards=shown,
        account=None if ended else paying.accounts_of([trader]).get(trader.pk),
        memo=paying.stall_memo(stall),
    )


def _by_commune(markets: list[Market], today: dt.date) -> list[CommuneMarkets]:
    def place(market: Market):
        return sort_key(market.commune.name), market.commune.code

    found = []
    for _, group in groupby(sorted(markets, key=place), key=place):
        rows = sorted(group, key=lambda m: (not is_40(m, today), sort_key(m.name)))
        commune = rows[0].commune
        entries = [_entry(market, today) for market in rows]
        found.append(CommuneMarkets(commune.title, commune.code, entries))
    return sorted(found, key=lambda commune: not commune.markets[0].is_40)


def _entry(market: Market, today: dt.date) -> MarketEntry:
    return MarketEntry(
        name=market.name,
        url=reverse("markets:market", args=[market.slug]),
        is_40=is_40(market, today),
        is_today=opening.is_held_on(market, today),
        open_words=opening.open_words(market),
        stalls=market.stall_count,
    )


def _stall_entry(stall: Stall) -> StallEntry:
    partner = stall.trader.partner
    return StallEntry(
        url=reverse("markets:stall", args=[stall.code]),
        place=stall.place,
        goods=stall.goods,
        trader=stall.trader.name,
        is_on_floor=partner is not None and partner.may_sell,
    )


def _next_days(market: Market, today: dt.date) -> list[str]:
    """Return the next days of a market that is not held every day."""
    if market.opens == Market.Opens.DAILY:
        return []
    return [opening.day_words(day, today) for day in opening.next_days(market, today, 3)]
