"""Facts about scenes: pictures all around that operators have of a site."""

from django.db import models
from django.utils import timezone


class Scene(models.Model):
    """A panorama all around, twice as wide as high, of one site of ``heritage.sites``."""

    site = models.SlugField("di sản", max_length=40, unique=True)
    #: Width in px → path of the WebP file, as for photos of goods.
    renditions = models.JSONField(default=dict)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    shows = models.CharField("thấy gì", max_length=160)
    credit = models.CharField("ai chụp", max_length=120)
    #: Drawn or taken elsewhere to try the viewer out: the page says so.
    is_sample = models.BooleanField("cảnh mẫu", default=False)
    added_at = models.DateTimeField("đưa lên lúc", default=timezone.now)

    class Meta:
        verbose_name = "cảnh 360°"
        verbose_name_plural = "cảnh 360°"

    def __str__(self) -> str:
        return self.site
