"""Facts about traditional markets and the chợ 4.0 programme."""

from django.db import models


class Market(models.Model):
    """A traditional market; it counts as chợ 4.0 from the day it met the criteria."""

    name = models.CharField("tên chợ", max_length=80)
    slug = models.SlugField(max_length=90, unique=True)
    commune = models.ForeignKey("places.Commune", models.PROTECT, related_name="markets")
    market_class = models.PositiveSmallIntegerField(
        "hạng", choices=[(n, f"Hạng {n}") for n in (1, 2, 3)]
    )
    traders = models.PositiveIntegerField("tiểu thương", default=0)
    qr_traders = models.PositiveIntegerField("tiểu thương có mã QR", default=0)
    is_40_since = models.DateField("là chợ 4.0 từ", null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = "chợ"
        verbose_name_plural = "chợ"

    def __str__(self) -> str:
        return self.name
