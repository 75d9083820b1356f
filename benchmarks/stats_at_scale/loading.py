"""Millions of orders, drawn and inserted by the database itself, a batch at a time."""

from django.db import connection, transaction

from benchmarks.stats_at_scale import heavy, scenery
from benchmarks.stats_at_scale.progress import say, timed
from common.dates import local_today
from shop.order.models import Line, Order, SellerOrder
from shop.partner.models import Partner
from stats import keys

LINES_EACH = 1.85
#: Of 13 seller orders the last two belong to one order.
_BLOCK = 13
_BATCH = _BLOCK * 30_000
BUYERS = 700_000
GOODS = scenery.GOODS_EACH
_PRIME = 2_147_483_647
_FACTORS = (
    1_103_515_245, 1_664_525, 214_013, 22_695_477, 69_069, 134_775_813, 1_566_083_941,
    1_812_433_253, 1_140_671_485, 843_314_861, 279_470_273, 1_583_458_089, 784_588_716,
)  # fmt: skip

WORDS = {
    "postgresql": {
        "least": "LEAST",
        "series": "generate_series({first}::bigint, {last}::bigint) AS n(s)",
        "later": "(d.placed_on + ({days})::integer)",
        "stamp": "(({day} + interval '1 second' * ({seconds})) AT TIME ZONE 'Asia/Ho_Chi_Minh')",
        "unlogged": "CREATE UNLOGGED TABLE",
    },
    "sqlite": {
        "least": "MIN",
        "series": "(WITH RECURSIVE up(s) AS (SELECT {first} UNION ALL SELECT s + 1 FROM up"
        " WHERE s < {last}) SELECT s FROM up) AS n",
        "later": "date(d.placed_on, '+' || ({days}) || ' days')",
        # Vietnam is seven hours ahead of UTC, summer and winter.
        "stamp": "datetime({day}, '+' || ({seconds}) || ' seconds', '-7 hours')",
        "unlogged": "CREATE TABLE",
    },
}


def drawn(number: str, salt: int) -> str:
    """Return SQL for a whole number below the prime, the same for the same row and salt."""
    a, b = _FACTORS[salt], _FACTORS[-salt - 1]
    return f"((({number}) * {a} % {_PRIME}) * ((({number}) + {b}) % {_PRIME}) % {_PRIME})"


def one_of(number: str, salt: int, shares: dict[str, int]) -> str:
    """Return SQL that draws one of the texts; the shares are out of 100."""
    reached, cases = 0, ""
    for value, share in shares.items():
        reached += share
        cases += f" WHEN {drawn(number, salt)} % 100 < {reached} THEN '{value}'"
    return f"CASE{cases} END"


def load(lines: int) -> int:
    """Bring the market up to about so many order lines; return how many there are now."""
    missing = lines - Line.objects.count()
    with timed(f"{lines:,} lines loaded, indexes and keys made"), keys.suspended():
        if not Partner.objects.exists():
            with timed("sellers, goods and households"):
                scenery.build()
        scenery.draw_days()
        with heavy.without_indexes():
            _insert_orders(max(0, round(missing / LINES_EACH)))
    heavy.tidy()
    count = Line.objects.count()
    say(f"{count:,} lines, {SellerOrder.objects.count():,} seller orders")
    return count


def _insert_orders(count: int) -> None:
    words = WORDS[connection.vendor]
    base = _last(SellerOrder) + 1, _last(Order) + 1, _last(Line) + 1
    with transaction.atomic(), connection.cursor() as cursor:
        for first in range(0, count, _BATCH):
            last = min(first + _BATCH, count) - 1
            for statement in _batch(words, first, last, count, *base):
                cursor.execute(statement)
            say(f"{last + 1:,} of {count:,} seller orders")
        for table in ("bench_draw", "bench_line"):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


def _last(model) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _batch(
    words: dict, first: int, last: int, count: int, seller_order: int, order: int, line: int
) -> list[str]:
    series = words["series"].format(first=first, last=last)
    today = f"'{local_today().isoformat()}'"
    return [
        "DROP TABLE IF EXISTS bench_draw",
        f"{words['unlogged']} bench_draw AS {_draws(words, series, count, seller_order, order)}",
        "CREATE UNIQUE INDEX bench_draw_id ON bench_draw (id)",
        "DROP TABLE IF EXISTS bench_line",
        f"{words['unlogged']} bench_line AS {_lines()}",
        _ORDERS.format(
            stamp=words["stamp"].format(day="MIN(d.placed_on)", seconds="MIN(d.second)")
        ),
        _seller_orders(words, today),
        _LINES.format(base=line - GOODS * seller_order),
    ]


def _draws(words: dict, series: str, count: int, seller_order: int, order: int) -> str:
    """Return one row per seller order: who, when, how many lines, and what became of it."""
    in_block = f"s % {_BLOCK}"
    parity = f"CASE {in_block} WHEN {_BLOCK - 2} THEN 0 WHEN {_BLOCK - 1} THEN 1"
    slot = (
        f"({drawn('s', 0)} % {scenery.SELLER_SLOTS // 2}) * 2"
        f" + {parity} ELSE {drawn('s', 1)} % 2 END"
    )
    together = f"s / {_BLOCK} * {_BLOCK - 1} + {words['least']}({in_block}, {_BLOCK - 2})"
    fate = one_of("s", 3, {"completed": 86, "cancelled": 8, "returned": 2, "placed": 4})
    return f"""
SELECT {seller_order} + s AS id, {order} + {together} AS order_id, bs.partner_id,
    bd.day AS placed_on, 28800 + {drawn("s", 2)} % 50000 AS second, {fate} AS fate,
    3 + {drawn("s", 4)} % 9 AS days, {drawn("s", 5)} % 4 AS first_k,
    CASE WHEN {drawn("s", 6)} % 100 < 45 THEN 1 WHEN {drawn("s", 6)} % 100 < 77 THEN 2
        WHEN {drawn("s", 6)} % 100 < 93 THEN 3 ELSE 4 END AS lines,
    CASE WHEN {drawn("s", 7)} % 100 < 10 THEN 10 ELSE 0 END AS percent_off,
    {one_of("s", 8, {"cod": 62, "vietqr": 25, "gateway": 8, "cash_pickup": 5})} AS payment,
    {one_of("s", 9, {"web": 80, "app": 12, "cho": 8})} AS channel,
    bp.code AS place, {drawn(together, 10)} % {BUYERS} AS buyer
FROM (SELECT n.s, {slot} AS slot, s * {scenery.DAY_SLOTS} / {count} AS day_slot,
    {drawn("s", 11)} % {scenery.PLACE_SLOTS} AS place_slot FROM {series}) n
JOIN bench_seller bs ON bs.n = n.slot
JOIN bench_day bd ON bd.n = n.day_slot
JOIN bench_place bp ON bp.n = n.place_slot"""


def _lines() -> str:
    """Return the lines of the drawn seller orders, with what they cost."""
    quantity = f"1 + {drawn('d.id * 4 + j.j', 12)} % 3"
    return f"""
SELECT d.id AS seller_order_id, d.order_id, d.partner_id, j.j, g.product_id, g.stock_id, g.price,
    g.set_code, g.stars, g.g, g.title, {quantity} AS quantity,
    ({quantity}) * g.price AS before_vnd, ({quantity}) * g.price * d.percent_off / 100 AS off_vnd
FROM bench_draw d
JOIN (SELECT 0 AS j UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) j ON j.j < d.lines
JOIN bench_goods g ON g.partner_id = d.partner_id AND g.k = (d.first_k + j.j) % {GOODS}"""


_ORDERS = """
INSERT INTO order_order (id, number, currency, total_incl_tax, total_excl_tax, shipping_incl_tax,
    shipping_excl_tax, shipping_method, shipping_code, status, guest_email, date_placed,
    analytics_tracked, customer_name, customer_note, customer_phone, is_demo, token)
SELECT d.order_id, 'B' || d.order_id, 'VND', SUM(l.vnd) + 30000, SUM(l.vnd) + 30000, 30000, 30000,
    'Giao hàng', 'giao-hang', CASE WHEN MIN(d.fate) = MAX(d.fate) THEN MIN(d.fate)
    ELSE 'processing' END, '', {stamp}, false, 'Người mua ' || MIN(d.buyer), '',
    '+849' || (10000000 + MIN(d.buyer)), false, 'token-' || d.order_id
FROM bench_draw d
JOIN (SELECT seller_order_id, SUM(before_vnd - off_vnd) AS vnd FROM bench_line
    GROUP BY seller_order_id) l ON l.seller_order_id = d.id
GROUP BY d.order_id"""


def _seller_orders(words: dict, today: str) -> str:
    later = words["later"].format(days="d.days")
    latest = words["later"].format(days="d.days + 4")
    ended = {
        what: f"CASE WHEN d.fate IN ({fates}) AND {day} <= {today} THEN {day} END"
        for what, fates, day in (
            ("completed", "'completed', 'returned'", later),
            ("cancelled", "'cancelled'", later),
            ("returned", "'returned'", latest),
        )
    }
    moments = [words["stamp"].format(day=f"({day})", seconds="d.second") for day in ended.values()]
    state = (
        f"CASE WHEN d.fate = 'returned' AND {latest} > {today} AND {later} <= {today}"
        f" THEN 'completed' WHEN {later} > {today} THEN 'placed' ELSE d.fate END"
    )
    return f"""
INSERT INTO order_sellerorder (id, order_id, partner_id, number, state, goods_vnd, shipping_vnd,
    discount_vnd, weight_g, payment_method, payment_state, commune_code, seller_kind, seller_name,
    destination_province_code, channel, reason, carrier, tracking_code, delivery_method,
    delivery_place, placed_at, completed_at, cancelled_at, returned_at, placed_on, completed_on,
    cancelled_on, returned_on, is_demo)
SELECT d.id, d.order_id, d.partner_id, 'B' || d.order_id || '-' || d.id, {state}, l.goods_vnd,
    30000, l.discount_vnd, l.g, d.payment,
    CASE d.fate WHEN 'completed' THEN 'paid' WHEN 'returned' THEN 'refunded' ELSE 'unpaid' END,
    c.code, p.kind, p.name, d.place, d.channel, '', '', '', 'carrier', '',
    {words["stamp"].format(day="d.placed_on", seconds="d.second")}, {", ".join(moments)},
    d.placed_on, {", ".join(ended.values())}, false
FROM bench_draw d
JOIN (SELECT seller_order_id, SUM(before_vnd) AS goods_vnd, SUM(off_vnd) AS discount_vnd,
    SUM(quantity * g) AS g FROM bench_line GROUP BY seller_order_id) l ON l.seller_order_id = d.id
JOIN partner_partner p ON p.id = d.partner_id
JOIN places_commune c ON c.id = p.commune_id"""


_LINES = """
INSERT INTO order_line (id, order_id, seller_order_id, partner_id, product_id, stockrecord_id,
    partner_name, partner_sku, partner_line_reference, partner_line_notes, title, quantity,
    ordered_quantity, line_price_incl_tax, line_price_excl_tax,
    line_price_before_discounts_incl_tax, line_price_before_discounts_excl_tax,
    unit_price_incl_tax, unit_price_excl_tax, status, allocation_cancelled, num_allocated,
    commune_code, net_weight_g, ocop_stars, product_set_code, sale_unit, tax_category)
SELECT {base} + l.seller_order_id * 4 + l.j, l.order_id, l.seller_order_id, l.partner_id,
    l.product_id, l.stock_id, p.name, '' || l.product_id, '', '', l.title, l.quantity, l.quantity,
    l.before_vnd - l.off_vnd, l.before_vnd - l.off_vnd, l.before_vnd, l.before_vnd, l.price,
    l.price, 'completed', false, 0, c.code, l.g, l.stars, l.set_code, 'goi', 'own_raw'
FROM bench_line l
JOIN partner_partner p ON p.id = l.partner_id
JOIN places_commune c ON c.id = p.commune_id
ORDER BY l.seller_order_id"""
