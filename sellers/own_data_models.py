"""Facts about files of own data: who asked, which file, until when."""

from django.db import models
from django.utils import timezone


class DataExport(models.Model):
    """One file of all own data of a seller; the file goes after some days, the row stays."""

    seller = models.ForeignKey("sellers.Seller", models.CASCADE, related_name="data_exports")
    asked_by = models.ForeignKey("accounts.User", models.SET_NULL, related_name="+", null=True)
    asked_at = models.DateTimeField("xin lúc", default=timezone.now)
    ready_at = models.DateTimeField("xong lúc", null=True, blank=True)
    expires_at = models.DateTimeField("hết hạn", null=True, blank=True)
    #: Name in the folder of exports; empty before it is ready and after it is gone.
    file_name = models.CharField("tệp", max_length=80, blank=True, default="")
    size_bytes = models.PositiveBigIntegerField("dung lượng", default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    downloads = models.PositiveIntegerField("số lần tải", default=0)
    last_download_at = models.DateTimeField("tải lần cuối", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "tệp dữ liệu của người bán"
        verbose_name_plural = "tệp dữ liệu của người bán"
        indexes = [models.Index(fields=["expires_at"], name="dataexport_expires")]

    def __str__(self) -> str:
        return f"{self.seller_id} {self.asked_at:%Y-%m-%d %H:%M}"
