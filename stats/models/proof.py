"""Facts about the state of the figures: what must be recomputed, and what a recount found."""

from django.db import models
from django.db.models.functions import Now


class DirtyKey(models.Model):
    """A key whose cells no longer equal their source. Append-only, written by row triggers.

    Which columns a family uses stands in ``stats.keys``; the others are empty or null. No key
    is unique here: an upsert would make writers wait for each other.
    """

    class Family(models.TextChoices):
        """Which cells the key belongs to."""

        SALES = "sales"
        SELLERS = "sellers"
        INVENTORY = "inventory"
        HOUSEHOLDS = "households"
        #: Written by the drain itself, because a cell below has changed.
        #: The whole province on a day, and a seller's year.
        DAY = "day"
        YEAR = "year"
        MONTH = "month"
        PROVINCE = "province"
        #: Distinct buyers of the whole province in a month: counted in all its orders.
        BUYERS = "buyers"

    id = models.BigAutoField(primary_key=True)
    family = models.CharField(max_length=10, choices=Family)
    commune_code = models.CharField(max_length=5, db_default="")
    day = models.DateField(null=True)
    partner_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "stat_dirty"

    def __str__(self) -> str:
        return f"{self.family} {self.commune_code} {self.day} {self.partner_id}"


class CellsVersion(models.Model):
    """A number that every drain changes: what was read of the cells before is old.

    One row for all cells, its day null; one for the cells of each month, at its first; and one
    for each day of the month that runs, so that an order of today leaves yesterday alone.
    """

    day = models.DateField(null=True)
    is_month = models.BooleanField(default=True)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "stat_cells_version"
        constraints = [
            models.UniqueConstraint(fields=["day", "is_month"], name="cellsversion_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.number}"


class ProofRun(models.Model):
    """One comparison of all cells with a recount from the source rows."""

    at = models.DateTimeField()
    cells = models.PositiveIntegerField()
    pending = models.PositiveIntegerField()
    differences = models.PositiveIntegerField()
    #: Sum of the absolute differences of ``completed_vnd`` over the cells of all sets.
    difference_vnd = models.DecimalField(max_digits=16, decimal_places=0, default=0)
    #: Months before this one were not recounted; null: everything was.
    since = models.DateField(null=True, blank=True)
    took_ms = models.PositiveIntegerField(default=0)
    #: At most ten cells that differ: ``{"family", "key", "stored", "counted"}``.
    examples = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "stat_proof_run"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.differences}"
