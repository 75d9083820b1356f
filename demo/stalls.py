"""Stalls of three markets of the demo, two of them of shops on the floor, with what they sold."""

import datetime as dt
from random import Random

from common.codes import ALPHABET, check_sign
from demo.clock import NOW, REFERENCE_DAY, days_before, dice, moment
from demo.people import LOGINS, person
from markets.models import CODE_LENGTH, InPersonSale, Market, Stall, StallCharge, Trader
from shop.partner.models import Partner

_BATCH = 500
#: Market → how many stalls it has.
_STALLS = {"cho-thai": 24, "cho-dong-quang": 12, "cho-dan": 8}
_GOODS = (
    "Rau, củ sạch", "Thịt lợn", "Cá, tôm", "Gà, vịt thả đồi", "Đậu phụ, giá đỗ", "Trái cây",
    "Miến, măng, mộc nhĩ khô", "Gạo, nếp", "Hoa tươi", "Quần áo", "Giày dép", "Đồ gia dụng",
    "Bánh chưng, giò", "Gia vị, hàng khô", "Mật ong, thuốc nam", "Trứng, sữa",
)  # fmt: skip
#: What the shops of the people to sign in as sell, in their order.
_SHOP_GOODS = ("Chè Tân Cương", "Miến dong")
_PRICES = (15, 20, 25, 30, 35, 40, 50, 60, 75, 90, 120, 150, 200, 280, 350)
_DAYS = 330
#: Agribank; numbers from 0000 on belong to nobody.
_BANK, _HOLDER = "970405", "BAN MINH HOA"
#: Every eighth stall takes cash only.
_CASH_ONLY = 8


def are_missing() -> bool:
    """Say whether a market of the demo has no stalls yet. 1 query."""
    wanted = Market.objects.filter(slug__in=_STALLS, is_demo=True, stalls__isnull=True)
    return wanted.exists()


def write_stalls() -> None:
    """Write stalls, sales and rents of the markets that have none, and the board to sign in as."""
    for market in Market.objects.filter(slug__in=_STALLS, is_demo=True, stalls__isnull=True):
        market.bank_bin, market.bank_account = _BANK, f"0000{market.pk:09d}"
        market.bank_holder = _HOLDER
        market.save(update_fields=["bank_bin", "bank_account", "bank_holder"])
        _write(market, _STALLS[market.slug])


def _write(market: Market, count: int) -> None:
    rng = dice(f"stalls:{market.slug}")
    shops = _shops() if market.slug == "cho-thai" else []
    traders = Trader.objects.bulk_create(
        [_trader(market, number, rng, shops) for number in range(count)]
    )
    stalls = Stall.objects.bulk_create(
        [_stall(market, number, trader, rng) for number, trader in enumerate(traders)]
    )
    sales = [sale for stall in stalls for sale in _sales(stall, rng)]
    InPersonSale.objects.bulk_create(sales, _BATCH)
    months = (REFERENCE_DAY.replace(day=1), days_before(30).replace(day=1))
    StallCharge.objects.bulk_create(
        [_charge(stall, month, rng) for month in months for stall in stalls], _BATCH
    )


def _shops() -> list[Partner]:
    """Return the shops of the people to sign in as."""
    phones = [LOGINS[name].phone for name in ("seller", "seller2")]
    return list(Partner.objects.filter(is_demo=True, phone__in=phones).order_by("phone"))


def _trader(market: Market, number: int, rng: Random, shops: list[Partner]) -> Trader:
    who = person(rng)
    trader = Trader(market=market, name=who.name, is_demo=True)
    if number < len(shops):
        trader.partner, trader.name = shops[number], shops[number].name[:80]
        trader.phone = shops[number].phone
    elif number % _CASH_ONLY:
        trader.bank_bin, trader.bank_holder = _BANK, _HOLDER
        trader.bank_account = f"0000{market.pk:05d}{number:04d}"
    return trader


def _stall(market: Market, number: int, trader: Trader, rng: Random) -> Stall:
    drawn = "".join(rng.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
    return Stall(
        market=market,
        trader=trader,
        code=drawn + check_sign(drawn),
        place=f"Dãy {'ABCD'[number // 8]}, ô {number % 8 + 1}",
        goods=_SHOP_GOODS[number] if trader.partner_id else rng.choice(_GOODS),
        rent_vnd=rng.choice((90_000, 120_000, 150_000, 200_000)),
        active_from=days_before(_DAYS + rng.randint(30, 700)),
        is_demo=True,
    )


def _sales(stall: Stall, rng: Random) -> list[InPersonSale]:
    """Return sales of most days; more of them by transfer as the year goes on."""
    found = []
    for back in range(_DAYS, -1, -1):
        if rng.random() > 0.35:
            continue
        by_bank = rng.random() < 0.2 + 0.4 * (1 - back / _DAYS)
        at = moment(days_before(back), rng.randint(6, 16), rng.randint(0, 59))
        found.append(
            InPersonSale(
                stall=stall,
                market=stall.market,
                how=InPersonSale.How.TRANSFER if by_bank else InPersonSale.How.CASH,
                amount_vnd=rng.choice(_PRICES) * 1_000,
                sold_on=days_before(back),
                at=min(at, NOW),
                key=f"demo:{stall.code}:{back}",
                is_demo=True,
            )
        )
    return found


def _charge(stall: Stall, month: dt.date, rng: Random) -> StallCharge:
    charge = StallCharge(
        stall=stall, market=stall.market, month=month, amount_vnd=stall.rent_vnd
    )  # fmt: skip
    if rng.random() < (0.6 if month == REFERENCE_DAY.replace(day=1) else 0.95):
        day = min(month + dt.timedelta(days=rng.randint(2, 20)), REFERENCE_DAY)
        charge.paid_vnd, charge.paid_at = stall.rent_vnd, moment(day)
        charge.paid_how = rng.choice(StallCharge.Paid.values)
    return charge
