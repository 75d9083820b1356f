"""What stands beside our own figures and never inside them: plan targets and other floors."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from common.files import private_files


class Target(models.Model):
    """What a decision asks for in a year (chỉ tiêu giao), for the province or one commune."""

    year = models.PositiveSmallIntegerField("năm")
    #: The id of a figure in ``stats.definitions``.
    metric = models.CharField("chỉ số", max_length=16)
    commune_code = models.CharField("mã xã", max_length=5, blank=True, default="")
    value = models.DecimalField("chỉ tiêu", max_digits=16, decimal_places=0)
    decision_no = models.CharField("số quyết định", max_length=60, blank=True, default="")
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    entered_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "stat_target"
        ordering = ["-year", "metric", "commune_code"]
        verbose_name = "chỉ tiêu giao"
        verbose_name_plural = "chỉ tiêu giao"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "metric", "commune_code"], name="target_once_per_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.metric} {self.commune_code}".strip()


class FloorImport(models.Model):
    """A file of other floors' figures as it came in: read first, entered when somebody says so."""

    file = models.FileField("tệp", upload_to="floors/%Y/", storage=private_files, blank=True)
    file_name = models.CharField("tên tệp", max_length=200)
    checksum = models.CharField("SHA-256", max_length=64)
    #: Where rows without a source of their own come from: a letter, an address.
    source = models.CharField("nguồn", max_length=200)
    evidence_url = models.URLField("đường dẫn chứng cứ", max_length=300, blank=True, default="")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    #: None while it is only looked at.
    applied_at = models.DateTimeField(null=True, blank=True)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "stat_floor_import"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class FloorFigures(models.Model):
    """What another floor says of a period, and who put it down; None is a figure not given."""

    sellers = models.PositiveIntegerField("người bán", null=True, blank=True)
    products = models.PositiveIntegerField("sản phẩm", null=True, blank=True)
    transactions = models.PositiveIntegerField("giao dịch", null=True, blank=True)
    value_vnd = models.DecimalField(
        "giá trị (đồng)", max_digits=16, decimal_places=0, null=True, blank=True
    )
    #: Where the figures come from: a letter, a file, an address.
    source = models.CharField("nguồn", max_length=200)
    evidence_url = models.URLField(
        "đường dẫn chứng cứ", max_length=300, blank=True, default="", db_default=""
    )
    revision = models.PositiveSmallIntegerField("lần ghi", default=1, db_default=1, editable=False)
    came_with = models.ForeignKey(
        FloorImport,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class FloorReport(FloorFigures):
    """What another floor reports for a period. Shown beside our figures, never added to them."""

    floor = models.CharField("sàn", max_length=40)
    period_from = models.DateField("từ ngày")
    period_to = models.DateField("đến ngày")
    is_demo = models.BooleanField(default=False)
    #: When and by whom this revision was given to everybody; None is not.
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )

    class Meta:
        db_table = "stat_floor_report"
        ordering = ["-period_to", "floor"]
        verbose_name = "số liệu sàn khác"
        verbose_name_plural = "số liệu sàn khác"
        constraints = [
            models.UniqueConstraint(
                fields=["floor", "period_from", "period_to"], name="floorreport_once_per_period"
            ),
            models.CheckConstraint(
                condition=models.Q(period_to__gte=models.F("period_from")),
                name="floorreport_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.floor} {self.period_from}–{self.period_to}"


class PastFloorReport(FloorFigures):
    """A report as it stood before it was corrected. Never edited."""

    report = models.ForeignKey(FloorReport, models.CASCADE, related_name="past")
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "stat_floor_report_past"
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["report", "revision"], name="floorreport_past_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} ({self.revision})"
