"""How often pages were opened: counts only, nothing about who opened them."""

from django.db import models


class VisitBatch(models.Model):
    """What one web process counted in a few seconds, waiting to be added to its days."""

    id = models.BigAutoField(primary_key=True)
    #: Rows of ``[day, kind of page, views, visits]``.
    counts = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "stat_visit_batch"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class VisitDay(models.Model):
    """Views and visits of one kind of page on one local day.

    A view is a page that a person opened; a visit is a view that came from outside: typed in,
    from a message, from another site.
    """

    day = models.DateField("ngày")
    #: A value of ``stats.visits.PageKind``.
    page = models.CharField("loại trang", max_length=16)
    views = models.PositiveIntegerField("lượt xem trang", default=0)
    visits = models.PositiveIntegerField("lượt truy cập", default=0)
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "stat_visit_day"
        verbose_name = "lượt truy cập trong ngày"
        verbose_name_plural = "lượt truy cập theo ngày"
        constraints = [
            models.UniqueConstraint(fields=["day", "page", "is_demo"], name="visitday_key")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.page}"
