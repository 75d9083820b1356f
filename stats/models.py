"""Facts of the statistics: what must be recomputed, and the cells that officials read.

Cells are recomputed per key from the source rows and never incremented, so they cannot drift.
"""

from django.db import models
from django.db.models.functions import Now

#: The product set of a cell that counts all sets together.
ALL_SETS = ""


class DirtyKey(models.Model):
    """A key whose cell no longer equals its source. Append-only, written by row triggers.

    ``day`` is null for families without days. No key is unique here: an upsert would make
    writers wait for each other.
    """

    class Family(models.TextChoices):
        """Which cell table the key belongs to."""

        SALES = "sales"
        INVENTORY = "inventory"
        HOUSEHOLDS = "households"

    id = models.BigAutoField(primary_key=True)
    family = models.CharField(max_length=10, choices=Family)
    commune_code = models.CharField(max_length=5)
    set_code = models.CharField(max_length=8, default=ALL_SETS)
    day = models.DateField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "stat_dirty"

    def __str__(self) -> str:
        return f"{self.family} {self.commune_code} {self.set_code} {self.day}"


class SalesCell(models.Model):
    """Seller orders of one commune, product set and day. Amounts are whole đồng.

    ``placed`` counts by the day of placing; ``completed``, ``cancelled`` and ``returned`` by
    the day on which that happened; an order that came back later is no longer ``completed``.
    Values are goods after the seller's discount, without shipping; ``completed_g`` is net
    weight. Set ``""`` counts each seller order once; a set counts the seller orders that hold
    at least one line of it, with the value of those lines.
    """

    day = models.DateField()
    commune_code = models.CharField(max_length=5)
    set_code = models.CharField(max_length=8, default=ALL_SETS)
    placed = models.PositiveIntegerField(default=0)
    placed_vnd = models.DecimalField(max_digits=16, decimal_places=0, default=0)
    completed = models.PositiveIntegerField(default=0)
    completed_vnd = models.DecimalField(max_digits=16, decimal_places=0, default=0)
    completed_g = models.PositiveBigIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()

    class Meta:
        db_table = "stat_sales_cell"
        constraints = [
            models.UniqueConstraint(
                fields=["set_code", "day", "commune_code"], name="salescell_key"
            )
        ]
        indexes = [models.Index(fields=["commune_code", "day"], name="salescell_commune")]

    def __str__(self) -> str:
        return f"{self.day} {self.commune_code} {self.set_code}"


class InventoryCell(models.Model):
    """Goods on offer in one commune and product set (``""``: all sets) as they are now.

    Only public listings count. ``sellers`` have at least one; ``self_listing_sellers`` have at
    least one that their own login made. ``stock_vnd`` is what is in stock at today's prices.
    """

    commune_code = models.CharField(max_length=5)
    set_code = models.CharField(max_length=8, default=ALL_SETS)
    sellers = models.PositiveIntegerField(default=0)
    self_listing_sellers = models.PositiveIntegerField(default=0)
    listings = models.PositiveIntegerField(default=0)
    ocop_listings = models.PositiveIntegerField(default=0)
    in_stock = models.PositiveBigIntegerField(default=0)
    allocated = models.PositiveBigIntegerField(default=0)
    stock_vnd = models.DecimalField(max_digits=18, decimal_places=0, default=0)
    computed_at = models.DateTimeField()

    class Meta:
        db_table = "stat_inventory_cell"
        constraints = [
            models.UniqueConstraint(fields=["set_code", "commune_code"], name="inventorycell_key")
        ]

    def __str__(self) -> str:
        return f"{self.commune_code} {self.set_code}"


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


class ProofRun(models.Model):
    """One comparison of all cells with a recount from the source rows."""

    at = models.DateTimeField()
    cells = models.PositiveIntegerField()
    pending = models.PositiveIntegerField()
    differences = models.PositiveIntegerField()
    #: Sum of the absolute differences of ``completed_vnd`` over the cells of all sets.
    difference_vnd = models.DecimalField(max_digits=16, decimal_places=0, default=0)
    #: At most ten cells that differ: ``{"family", "key", "stored", "counted"}``.
    examples = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "stat_proof_run"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.differences}"
