"""The cells that officials read.

Cells are recomputed per key from the source rows and never incremented, so they cannot drift.
Amounts are whole đồng, weights grams.
"""

from django.db import models

#: The product set of a cell that counts all sets together.
ALL_SETS = ""
#: The product set of goods that belong to none.
NO_SET = "khac"
#: The stars of a cell that counts all goods together; 0 are goods without a certificate.
ALL_STARS = -1
#: The channel of a seller's year that counts all channels together.
ALL_CHANNELS = ""
#: The commune of a cell that counts all communes together.
PROVINCE = ""


class Cut(models.TextChoices):
    """What else than set and stars the sales are cut by. Cuts are kept for all goods only."""

    NONE = ""
    KIND = "kind"
    PAYMENT = "payment"
    PLACE = "place"


class Measures(models.Model):
    """Counts and sums of seller orders.

    ``placed`` counts by the day of placing; ``completed``, ``cancelled`` and ``returned`` by
    the day on which that happened; an order that came back later is no longer ``completed``.
    Values are goods after the seller's discount, without shipping; ``completed_g`` is net
    weight.
    """

    placed = models.PositiveIntegerField(default=0)
    placed_vnd = models.DecimalField(max_digits=16, decimal_places=0, default=0)
    completed = models.PositiveIntegerField(default=0)
    completed_vnd = models.DecimalField(max_digits=16, decimal_places=0, default=0)
    completed_g = models.PositiveBigIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    cancelled_vnd = models.DecimalField(max_digits=16, decimal_places=0, default=0)
    returned = models.PositiveIntegerField(default=0)
    returned_vnd = models.DecimalField(max_digits=16, decimal_places=0, default=0)

    class Meta:
        abstract = True


class SalesCell(Measures):
    """Seller orders of one commune and day, as a whole and by one or two properties.

    An order counts once in a cell, however many of its lines are in it; a cell of a set or of
    stars holds the value of those lines only. So values add up over sets and stars, counts of
    orders do not: an order with two sets stands in both.
    """

    day = models.DateField()
    commune_code = models.CharField(max_length=5)
    set_code = models.CharField(max_length=8, default=ALL_SETS)
    stars = models.SmallIntegerField(default=ALL_STARS)
    channel = models.CharField(max_length=8)
    cut = models.CharField(max_length=8, choices=Cut, default=Cut.NONE, blank=True)
    #: What the cut has here: a kind of seller, a way to pay, the province the goods went to.
    value = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day} {self.commune_code} {self.set_code} {self.stars} {self.value}"


#: PostgreSQL answers for communes and months from these indexes alone; SQLite leaves ``include``
#: out. Cells with both a set and stars, and the cuts, are asked for too rarely.
_READ = {
    "fields": ["set_code", "stars", "day", "commune_code"],
    "include": ["cut", "channel", *(field.name for field in Measures._meta.local_fields)],
    "condition": models.Q(models.Q(stars=ALL_STARS) | models.Q(set_code=ALL_SETS), cut=Cut.NONE),
}
#: The parts of one commune or of the province, cuts among them.
_PARTS = {
    "include": ["cut", "value", "set_code", "stars", "channel", *_READ["include"][2:]],
    "condition": models.Q(stars=ALL_STARS) | models.Q(set_code=ALL_SETS),
}
_KEY = ["cut", "set_code", "stars", "day", "commune_code", "channel", "value"]


class SalesDay(SalesCell):
    """Sales of one day. Also for ``PROVINCE``."""

    class Meta:
        db_table = "stat_sales_day"
        constraints = [models.UniqueConstraint(fields=_KEY, name="salesday_key")]
        indexes = [
            models.Index(fields=["commune_code", "day"], name="salesday_commune"),
            models.Index(name="salesday_read", **_READ),
            models.Index(
                name="salesday_province",
                fields=["day"],
                include=_PARTS["include"],
                condition=_PARTS["condition"] & models.Q(commune_code=PROVINCE),
            ),
        ]


class SalesMonth(SalesCell):
    """Sales of one month, the sum of its days; ``day`` is the first. Also for ``PROVINCE``."""

    class Meta:
        db_table = "stat_sales_month"
        constraints = [models.UniqueConstraint(fields=_KEY, name="salesmonth_key")]
        indexes = [
            models.Index(fields=["day", "commune_code"], name="salesmonth_day"),
            models.Index(name="salesmonth_read", **_READ),
            models.Index(name="salesmonth_parts", fields=["commune_code", "day"], **_PARTS),
        ]


class SellerMonth(Measures):
    """Sales of one seller out of one commune in one month, by set and stars."""

    day = models.DateField()
    commune_code = models.CharField(max_length=5)
    partner_id = models.BigIntegerField()
    set_code = models.CharField(max_length=8, default=ALL_SETS)
    stars = models.SmallIntegerField(default=ALL_STARS)
    channel = models.CharField(max_length=8)
    #: The first and last day of the month on which an order was completed.
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)

    class Meta:
        db_table = "stat_seller_month"
        constraints = [
            models.UniqueConstraint(
                fields=["set_code", "stars", "day", "commune_code", "partner_id", "channel"],
                name="sellermonth_key",
            )
        ]
        indexes = [
            models.Index(
                fields=["commune_code", "set_code", "stars", "day"], name="sellermonth_commune"
            ),
            models.Index(fields=["partner_id", "day"], name="sellermonth_partner"),
            models.Index(
                fields=["set_code", "stars", "day", "commune_code", "partner_id"],
                include=["channel", "completed", "first_on", "last_on"],
                condition=models.Q(completed__gt=0),
                name="sellermonth_selling",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.partner_id} {self.set_code} {self.stars}"


class SellerYear(models.Model):
    """The months of a year in which a seller completed an order out of one commune.

    ``months`` has a bit per month, January the lowest. Sellers do not add up over months, and a
    year of sellers is one row each here where ``SellerMonth`` has twelve. ``day`` is 1 January;
    ``ALL_CHANNELS`` has a row of its own.
    """

    day = models.DateField()
    commune_code = models.CharField(max_length=5)
    partner_id = models.BigIntegerField()
    set_code = models.CharField(max_length=8, default=ALL_SETS)
    stars = models.SmallIntegerField(default=ALL_STARS)
    channel = models.CharField(max_length=8, default=ALL_CHANNELS, blank=True)
    months = models.PositiveSmallIntegerField()
    #: The first and last day of the year on which an order was completed.
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        db_table = "stat_seller_year"
        constraints = [
            models.UniqueConstraint(
                fields=["commune_code", "partner_id", "day", "set_code", "stars", "channel"],
                name="selleryear_key",
            )
        ]
        indexes = [
            models.Index(
                fields=["set_code", "stars", "channel", "day", "commune_code", "partner_id"],
                include=["months", "first_on", "last_on"],
                name="selleryear_read",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day.year} {self.partner_id} {self.set_code} {self.stars} {self.months:b}"


class BuyerMonth(models.Model):
    """Distinct buyers, told apart by phone, of the orders completed in one month.

    They do not add up: one person may buy in two months and from two communes.
    """

    day = models.DateField()
    commune_code = models.CharField(max_length=5)
    buyers = models.PositiveIntegerField()

    class Meta:
        db_table = "stat_buyer_month"
        constraints = [
            models.UniqueConstraint(fields=["commune_code", "day"], name="buyermonth_key")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.commune_code}"


class InventoryCell(models.Model):
    """Goods on offer in one commune, product set and number of stars, as they are now.

    Only public listings count. ``sellers`` have at least one; ``self_listing_sellers`` have at
    least one that their own login made. A listing is ``ocop`` with a certificate that is valid
    and confirmed, ``expiring`` when the last such one ends within 90 days; ``low`` when at most
    three are left to order. ``stock_vnd`` is what is in stock at today's prices.
    """

    commune_code = models.CharField(max_length=5)
    set_code = models.CharField(max_length=8, default=ALL_SETS)
    stars = models.SmallIntegerField(default=ALL_STARS)
    sellers = models.PositiveIntegerField(default=0)
    self_listing_sellers = models.PositiveIntegerField(default=0)
    listings = models.PositiveIntegerField(default=0)
    ocop_listings = models.PositiveIntegerField(default=0)
    expiring_listings = models.PositiveIntegerField(default=0)
    low_listings = models.PositiveIntegerField(default=0)
    in_stock = models.PositiveBigIntegerField(default=0)
    in_stock_g = models.PositiveBigIntegerField(default=0)
    allocated = models.PositiveBigIntegerField(default=0)
    stock_vnd = models.DecimalField(max_digits=18, decimal_places=0, default=0)
    computed_at = models.DateTimeField()

    class Meta:
        db_table = "stat_inventory_cell"
        constraints = [
            models.UniqueConstraint(
                fields=["set_code", "stars", "commune_code"], name="inventorycell_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commune_code} {self.set_code} {self.stars}"


class HouseholdCell(models.Model):
    """Farm households of one commune: registered, with a claimed account, active in 90 days."""

    commune_code = models.CharField(max_length=5, unique=True)
    registered = models.PositiveIntegerField(default=0)
    claimed = models.PositiveIntegerField(default=0)
    active = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()

    class Meta:
        db_table = "stat_household_cell"

    def __str__(self) -> str:
        return self.commune_code
