"""Reports that were made, and who took which figures away."""

from django.conf import settings
from django.db import models


class OfficialReport(models.Model):
    """A report as it was made: all its figures and words, so that it can be made again exactly.

    ``payload`` is what ``stats.reports`` draws every format from; the versions of the
    definitions stand in it.
    """

    number = models.PositiveIntegerField("số")
    title = models.CharField("tên báo cáo", max_length=200)
    period_from = models.DateField("từ ngày")
    period_to = models.DateField("đến ngày")
    commune_code = models.CharField("mã xã", max_length=5, blank=True, default="")
    payload = models.JSONField()
    #: SHA-256 of the payload as canonical JSON.
    checksum = models.CharField(max_length=64)
    #: True for the monthly one that Celery makes.
    is_scheduled = models.BooleanField(default=False)
    made_at = models.DateTimeField("lập lúc")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        db_table = "stat_official_report"
        ordering = ["-id"]
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"
        constraints = [
            models.UniqueConstraint(
                fields=["period_from", "period_to", "commune_code"],
                condition=models.Q(is_scheduled=True),
                name="officialreport_scheduled_once",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ExportEntry(models.Model):
    """One file of figures that somebody took away. Never edited."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    #: The name of the person and the role at that hour, should the account go.
    user_label = models.CharField("người tải", max_length=160)
    at = models.DateTimeField("lúc", auto_now_add=True)
    what = models.CharField("bảng", max_length=40)
    file_format = models.CharField("dạng tệp", max_length=4)
    #: The query words that the file was asked with.
    query = models.CharField("điều kiện", max_length=300, blank=True, default="")
    rows = models.PositiveIntegerField("số dòng", default=0)
    checksum = models.CharField(max_length=64)

    class Meta:
        db_table = "stat_export_entry"
        ordering = ["-id"]
        verbose_name = "lượt tải số liệu"
        verbose_name_plural = "lượt tải số liệu"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}.{self.file_format}"
