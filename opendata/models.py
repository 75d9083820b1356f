"""Revisions of the data sets. Written by ``opendata.writing`` only, never edited."""

from django.db import models

from common.files import private_files


class Revision(models.Model):
    """One data set as it stood on a day, as files that do not change any more."""

    dataset = models.CharField("bộ dữ liệu", max_length=30)
    number = models.PositiveIntegerField("lần")
    made_at = models.DateTimeField("lúc")
    #: When a job last found that nothing had changed since.
    seen_at = models.DateTimeField("còn đúng lúc")
    rows = models.PositiveIntegerField("số dòng")
    #: SHA-256 of rows and columns: the same data make no revision.
    digest = models.CharField(max_length=64)
    csv_file = models.FileField(upload_to="opendata/", storage=private_files)
    csv_sha256 = models.CharField(max_length=64)
    csv_bytes = models.PositiveIntegerField()
    json_file = models.FileField(upload_to="opendata/", storage=private_files)
    json_sha256 = models.CharField(max_length=64)
    json_bytes = models.PositiveIntegerField()

    class Meta:
        db_table = "opendata_revision"
        ordering = ["dataset", "-number"]
        verbose_name = "lần công bố"
        verbose_name_plural = "các lần công bố"
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="opendata_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.number}"
