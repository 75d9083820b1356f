"""What a page can depend on, as small numbers.

Products and sellers share 1,000 numbers each: with more of them a change now and then also drops
the page of another, and the table of versions stays small whatever the size of the shop.
"""

#: What every page shows: shelves, product sets, names of places.
SITE = 0
#: What lists and cards show: titles, prices, stars, photos, sellers, sold out or not.
GOODS = 1
#: What pages of markets show: when they are held, who trades there.
MARKETS = 2
#: What pages of heritage sites show of their scenes.
HERITAGE = 3

SHARED_BY = 1_000
_PRODUCT, _SELLER = 10_000, 20_000
#: The same in the SQL of SQLite and PostgreSQL; ``{id}`` is a column.
PRODUCT_SQL = f"{_PRODUCT} + {{id}} % {SHARED_BY}"
SELLER_SQL = f"{_SELLER} + {{id}} % {SHARED_BY}"


def product(pk: int) -> int:
    """Return the tag of all that one product's page shows of it, its stock to the unit."""
    return _PRODUCT + pk % SHARED_BY


def seller(partner_id: int) -> int:
    """Return the tag of what pages show of one seller and the cards of its goods."""
    return _SELLER + partner_id % SHARED_BY
