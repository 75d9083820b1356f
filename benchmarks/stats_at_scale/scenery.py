"""What stands still while orders come: sellers, goods, households, and how likely each is.

Deterministic. Likelihoods are tables of slots: a thing that is twice as likely has twice as many
slots, and an order draws a slot by number, which SQLite and PostgreSQL do alike.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import RoleGrant, User
from catalogue.models import OcopCertificate, Product, ProductClass, ProductSet
from common.dates import local_today
from places.models import Commune, Province
from sellers.models import HouseholdRecord
from shop.partner.models import Partner, StockRecord

SELLERS, GOODS_EACH, HOUSEHOLDS, MONTHS = 5_000, 4, 20_000, 36
SELLER_SLOTS, DAY_SLOTS, PLACE_SLOTS = 32_768, 16_384, 256
TAN_CUONG, TEA = "05503", "I.5.a"
#: How much of a year's sales falls into each month: Tết, the spring tea, autumn.
_SEASON = (15, 9, 8, 9, 8, 7, 6, 6, 7, 8, 9, 11)
_WEEKDAY = (10, 9, 9, 10, 11, 13, 12)
_STARS = ((0, 70), (3, 20), (4, 8), (5, 2))
_KINDS = (
    (Partner.Kind.HOUSEHOLD, 70),
    (Partner.Kind.HOUSEHOLD_BUSINESS, 12),
    (Partner.Kind.COOPERATIVE, 12),
    (Partner.Kind.ENTERPRISE, 6),
)
_CHUNK = 2_000


@dataclass(frozen=True)
class _Goods:
    product: Product
    price: int
    stars: int
    stock: int


def build() -> None:
    """Make sellers, goods and households, and the tables of slots that orders draw from."""
    chance = random.Random(148)
    sellers = _sellers(chance)
    goods = _goods(chance, sellers)
    _households(chance, sellers)
    _fill("bench_seller", "n integer PRIMARY KEY, partner_id bigint", _seller_slots(sellers))
    _fill(
        "bench_goods",
        "partner_id bigint, k integer, product_id bigint, stock_id bigint, price integer,"
        " set_code varchar(8), stars smallint, g integer, title varchar(255)",
        goods,
    )


def draw_days() -> None:
    """Make the slots of days anew: 36 months that end today, busier every year."""
    _fill("bench_day", "n integer PRIMARY KEY, day date", _slots(_days(), DAY_SLOTS))
    _fill("bench_place", "n integer PRIMARY KEY, code varchar(2)", _slots(_places(), PLACE_SLOTS))


def official(role: str = RoleGrant.Role.PROVINCE_OFFICIAL) -> User:
    """Return the official of the province who opens the pages."""
    user, is_new = User.objects.get_or_create(
        phone="+84990148148", defaults={"full_name": "Cán bộ tỉnh"}
    )
    if is_new:
        RoleGrant.objects.create(user=user, role=role, province_code="19")
    return user


def _sellers(chance: random.Random) -> list[Partner]:
    communes = list(Commune.objects.current().on_tile_map().order_by("code"))
    shares = [0.92 / (rank + 6) for rank in range(len(communes))]
    others = [commune for commune in communes if commune.code != TAN_CUONG]
    chance.shuffle(others)
    scale = 0.92 / sum(shares[: len(others)])
    weight = {commune.pk: share * scale for commune, share in zip(others, shares, strict=False)}
    weight |= {commune.pk: 0.08 for commune in communes if commune.code == TAN_CUONG}
    homes = [*communes, *chance.choices(communes, [weight[c.pk] for c in communes], k=SELLERS)]
    kinds, shares = zip(*_KINDS, strict=True)
    rows = [
        Partner(
            code=f"co-so-{n}",
            name=f"Cơ sở số {n}",
            kind=chance.choices(kinds, shares)[0],
            commune=home,
            phone=f"+8499{n:07d}",
            may_sell=True,
        )
        for n, home in enumerate(homes[:SELLERS])
    ]
    return Partner.objects.bulk_create(rows, batch_size=_CHUNK)


def _goods(chance: random.Random, sellers: list[Partner]) -> list[tuple]:
    sets = list(ProductSet.objects.order_by("code"))
    tea = next(row for row in sets if row.code == TEA)
    others = [row for row in sets if row.code != TEA]
    kind = ProductClass.objects.get(slug="nong-san")
    stars, shares = zip(*_STARS, strict=True)
    listed = []
    for partner in sellers:
        is_tea = chance.random() < (0.85 if partner.commune.code == TAN_CUONG else 0.34)
        main = tea if is_tea else others[min(int(chance.expovariate(0.15)), len(others) - 1)]
        for k in range(GOODS_EACH):
            odd = chance.random()
            its_set = None if odd < 0.01 else chance.choice(others) if odd < 0.1 else main
            product = _product(chance, kind, partner, its_set, k)
            its_stars = chance.choices(stars, shares)[0] if its_set else 0
            listed.append(
                _Goods(product, chance.randint(20, 600) * 1000, its_stars, chance.randint(0, 200))
            )
    Product.objects.bulk_create([one.product for one in listed], batch_size=_CHUNK)
    records = _stock(listed)
    _certificates(chance, listed)
    return [
        (
            one.product.partner_id, number % GOODS_EACH, one.product.pk, record.pk, one.price,
            one.product.product_set.code if one.product.product_set else "",
            one.stars or None, one.product.net_weight_g, one.product.title,
        )
        for number, (one, record) in enumerate(zip(listed, records, strict=True))
    ]  # fmt: skip


def _product(chance, kind, partner: Partner, its_set: ProductSet | None, k: int) -> Product:
    weight = chance.choice((100, 200, 500, 1000, 2000))
    return Product(
        title=f"Hàng {k + 1} của {partner.name}",
        slug=f"hang-{k + 1}",
        product_class=kind,
        partner=partner,
        product_set=its_set,
        state="approved",
        is_public=True,
        approved_at=timezone.now(),
        net_weight_g=weight,
        ship_weight_g=weight + 50,
        origin_commune=partner.commune,
        is_self_listed=chance.random() < 0.6,
    )


def _stock(listed: list[_Goods]) -> list[StockRecord]:
    rows = [
        StockRecord(
            product=one.product,
            partner=one.product.partner,
            partner_sku=str(one.product.pk),
            price=one.price,
            num_in_stock=one.stock,
            num_allocated=min(one.stock, 3),
        )
        for one in listed
    ]
    return StockRecord.objects.bulk_create(rows, batch_size=_CHUNK)


def _certificates(chance: random.Random, listed: list[_Goods]) -> None:
    today, rows = local_today(), []
    for one in listed:
        if one.stars:
            ends = today + timedelta(days=chance.randint(-100, 900))
            rows.append(
                OcopCertificate(
                    product=one.product,
                    product_set=one.product.product_set,
                    stars=one.stars,
                    decision_no="148/QĐ-UBND",
                    issuer="UBND tỉnh Thái Nguyên",
                    issued_on=ends - timedelta(days=1095),
                    expires_on=ends,
                    confirmed_at=timezone.now(),
                )
            )
    OcopCertificate.objects.bulk_create(rows, batch_size=_CHUNK)


def _households(chance: random.Random, sellers: list[Partner]) -> None:
    today = local_today()
    rows = []
    for n in range(HOUSEHOLDS):
        is_claimed = chance.random() < 0.25
        rows.append(
            HouseholdRecord(
                code=f"HO{n:07d}",
                commune_code=chance.choice(sellers).commune.code,
                head_name=f"Chủ hộ {n}",
                source="đo tốc độ",
                claimed_at=timezone.now() if is_claimed else None,
                last_active_on=today - timedelta(days=chance.randint(0, 300))
                if is_claimed
                else None,
            )
        )
    HouseholdRecord.objects.bulk_create(rows, batch_size=_CHUNK)


def _seller_slots(sellers: list[Partner]) -> list[tuple[int, int]]:
    """Return the slots; odd ones hold odd sellers, so that two of one order always differ."""
    chance = random.Random(11)
    found = []
    for parity in (0, 1):
        mine = [partner.pk for partner in sellers if partner.pk % 2 == parity]
        weights = [chance.paretovariate(1.6) for _ in mine]
        half = chance.choices(mine, weights, k=SELLER_SLOTS // 2)
        found += [(2 * n + parity, partner) for n, partner in enumerate(half)]
    return found


def _days() -> list[tuple[date, float]]:
    today = local_today()
    first = date(today.year - MONTHS // 12, today.month, 1)
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    return [
        (day, _SEASON[day.month - 1] * _WEEKDAY[day.weekday()] * 1.35 ** ((day - first).days / 365))
        for day in days
    ]


def _places() -> list[tuple[str, float]]:
    others = list(Province.objects.values_list("code", flat=True).order_by("code"))
    shares = {"19": 30.0, "01": 25.0, "79": 10.0, "": 1.0}
    return [*shares.items(), *((code, 1.0) for code in others if code not in shares)]


def _slots(weighted: list[tuple[object, float]], count: int) -> list[tuple[int, object]]:
    """Return ``(n, value)`` in the order given, each value as often as it is likely."""
    whole = sum(weight for _value, weight in weighted)
    found, reached = [], 0.0
    for value, weight in weighted:
        reached += weight
        found += [value] * (round(reached / whole * count) - len(found))
    return list(enumerate(found))


def _fill(table: str, columns: str, rows: list[tuple]) -> None:
    marks = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TABLE {table} ({columns})")
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {table}")
