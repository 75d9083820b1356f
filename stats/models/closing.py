"""Closed months: the figures as they stood, and what may be shown of them to others."""

from django.conf import settings
from django.db import models

from stats.models.cells import ALL_SETS, ALL_STARS, Measures


class PeriodClose(models.Model):
    """One month whose figures are frozen. Later changes show as adjustments, never silently."""

    month = models.DateField("tháng", unique=True)
    closed_at = models.DateTimeField("khóa lúc")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    cells = models.PositiveIntegerField(default=0)
    #: SHA-256 over the frozen cells, in order of their keys.
    checksum = models.CharField(max_length=64)
    #: Goods and households as they were when the month was closed, by commune.
    stock = models.JSONField(default=dict)
    #: What each seller had completed, by set and commune: never shown, it decides what may be
    #: shown of the quarter and the year. ``{set: {commune: {partner: [vnd, orders]}}}``.
    sellers = models.JSONField(default=dict)

    class Meta:
        db_table = "stat_period_close"
        ordering = ["-month"]
        verbose_name = "tháng đã khóa sổ"
        verbose_name_plural = "tháng đã khóa sổ"

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"


class FrozenCell(Measures):
    """A copy of one month cell as it stood when the month was closed. Never edited."""

    close = models.ForeignKey(PeriodClose, models.CASCADE, related_name="frozen")
    commune_code = models.CharField(max_length=5)
    set_code = models.CharField(max_length=8, default=ALL_SETS)
    stars = models.SmallIntegerField(default=ALL_STARS)
    channel = models.CharField(max_length=8)
    cut = models.CharField(max_length=8, default="", blank=True)
    value = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        db_table = "stat_frozen_cell"
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "close", "cut", "set_code", "stars", "commune_code", "channel", "value"
                ],
                name="frozencell_key",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.close_id} {self.commune_code} {self.set_code} {self.stars}"


class PublishedCell(Measures):
    """What people outside a commune may see of it, decided once when a month is closed.

    ``code`` is a commune (empty: the whole province) or a product set of the whole province.
    Only completed orders, their value and their sellers are filled in. A hidden cell holds
    zeros: what may not be seen is not stored here.
    """

    class Table(models.TextChoices):
        """Which table the cell stands in."""

        COMMUNE = "commune"
        SET = "set"

    class Grain(models.TextChoices):
        """How long the period is."""

        MONTH = "thang"
        QUARTER = "quy"
        YEAR = "nam"

    class Status(models.TextChoices):
        """Whether it is shown, and why not."""

        SHOWN = "shown"
        #: Fewer than five sellers, or one of them has over 80 per cent.
        SMALL = "small"
        #: Safe by itself, but others could be worked out from it.
        COVER = "cover"

    table = models.CharField(max_length=8, choices=Table)
    grain = models.CharField(max_length=5, choices=Grain)
    start = models.DateField()
    code = models.CharField(max_length=8)
    status = models.CharField(max_length=5, choices=Status)
    sellers = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "stat_published_cell"
        constraints = [
            models.UniqueConstraint(
                fields=["table", "grain", "start", "code"], name="publishedcell_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.grain} {self.start} {self.code}"
