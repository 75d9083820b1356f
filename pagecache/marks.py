"""Which rows outdate which pages. ``pagecache.triggers`` makes triggers of it.

A new table that a shared page reads needs a mark here; a test reads the queries of every shared
page and names the table that has none.
"""

from dataclasses import dataclass

from pagecache.tags import GOODS, HERITAGE, MARKETS, PRODUCT_SQL, SELLER_SQL, SITE

_EVENTS = ("insert", "update", "delete")


@dataclass(frozen=True)
class Mark:
    """The tags that a change of a row touches.

    ``tags`` are SELECTs of one number in SQL that SQLite and PostgreSQL share; ``ROW`` stands for
    the old or the new row. Without ``columns`` every update counts. ``only_if`` is asked of the
    row before or after. ``crossing`` may compare ``OLD`` and ``NEW`` of an update itself.
    """

    name: str
    table: str
    tags: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    events: tuple[str, ...] = _EVENTS
    only_if: str = ""
    crossing: tuple[str, ...] = ()


_OF_PRODUCT = (
    "FROM catalogue_product p WHERE p.id = ROW.product_id AND p.is_public",
    "AND p.partner_id IS NOT NULL",
)
#: For rows that hang on a product that is shown: its page, its seller's, all lists.
_ALL_OF_PRODUCT = (
    f"SELECT {GOODS} {_OF_PRODUCT[0]}",
    f"SELECT {PRODUCT_SQL.format(id='p.id')} {_OF_PRODUCT[0]}",
    f"SELECT {SELLER_SQL.format(id='p.partner_id')} {' '.join(_OF_PRODUCT)}",
)
_ITS_PAGE = (_ALL_OF_PRODUCT[1],)
_ALL_OF_SELLER = (f"SELECT {GOODS}", f"SELECT {SELLER_SQL.format(id='ROW.partner_id')}")
_SITE = (f"SELECT {SITE}",)
_MARKETS = (f"SELECT {MARKETS}",)

_ENOUGH = "{row}.num_in_stock - {row}.num_allocated >= CASE WHEN p.min_quantity > 1 THEN p.min_quantity ELSE 1 END"  # fmt: skip # noqa: E501
#: Cards say whether goods are sold out, not how many are left.
_SOLD_OUT = f"AND ({_ENOUGH.format(row='OLD')}) <> ({_ENOUGH.format(row='NEW')})"
_CROSSING = tuple(
    f"{select.replace('ROW.', 'NEW.')} {_SOLD_OUT}"
    for select in (_ALL_OF_PRODUCT[0], _ALL_OF_PRODUCT[2])
)

MARKS = (
    Mark(
        "product",
        "catalogue_product",
        (
            f"SELECT {GOODS}",
            f"SELECT {PRODUCT_SQL.format(id='ROW.id')}",
            f"SELECT {SELLER_SQL.format(id='ROW.partner_id')} WHERE ROW.partner_id IS NOT NULL",
        ),
        only_if="ROW.is_public",
    ),
    Mark(
        "price",
        "partner_stockrecord",
        _ALL_OF_PRODUCT,
        columns=("price", "product_id", "ready_on", "orders_until"),
    ),
    Mark(
        "stock",
        "partner_stockrecord",
        _ITS_PAGE,
        columns=("num_in_stock", "num_allocated"),
        events=("update",),
        crossing=_CROSSING,
    ),
    Mark("certificate", "catalogue_ocopcertificate", _ALL_OF_PRODUCT),
    Mark("photo", "catalogue_productimage", _ALL_OF_PRODUCT),
    Mark(
        "partner",
        "partner_partner",
        tuple(select.replace("ROW.partner_id", "ROW.id") for select in _ALL_OF_SELLER),
        columns=("name", "code", "kind", "commune_id", "phone", "may_sell"),
        events=("update", "delete"),
    ),
    Mark("seller", "sellers_seller", _ALL_OF_SELLER),
    Mark(
        "lot",
        "sellers_lot",
        _ITS_PAGE,
        columns=("product_id", "code", "state", "harvested_on", "best_before"),
    ),
    Mark("review", "reviews_productreview", _ITS_PAGE),
    Mark("question", "reviews_productquestion", _ITS_PAGE),
    Mark(
        "review_photo",
        "reviews_reviewphoto",
        (
            f"SELECT {PRODUCT_SQL.format(id='r.product_id')}"
            " FROM reviews_productreview r WHERE r.id = ROW.review_id",
        ),
    ),
    # Ways to have the goods, beside the carrier's.
    Mark("delivery", "shipping_deliveryoffer", (_ALL_OF_SELLER[1],)),
    Mark("point", "shipping_pickuppoint", _SITE),
    Mark(
        "market",
        "markets_market",
        _MARKETS,
        columns=(
            "name",
            "slug",
            "commune_id",
            "market_class",
            "address",
            "opens",
            "open_days",
            "opens_at",
            "closes_at",
            "board_name",
            "board_phone",
            "is_40_since",
        ),
    ),
    Mark("trader", "markets_trader", _MARKETS, columns=("name", "market_id", "partner_id")),
    Mark(
        "stall",
        "markets_stall",
        _MARKETS,
        columns=("market_id", "trader_id", "code", "place", "goods", "active_from", "active_to"),
    ),
    Mark("scene", "heritage_scene", (f"SELECT {HERITAGE}",)),
    Mark("shelf", "catalogue_category", _SITE),
    Mark("set", "catalogue_productset", _SITE),
    Mark("commune", "places_commune", _SITE),
    Mark("old_commune", "places_communelink", _SITE),
    Mark("province", "places_province", _SITE),
)

TABLES = frozenset(mark.table for mark in MARKS)
#: Without all of them no trigger is installed.
NEEDED_TABLES = TABLES | {"page_change"}
