"""Reports of other floors as they stand and stood, for the page of who enters them."""

from django.db.models import QuerySet

from stats.models import FloorImport, FloorReport


def reports() -> QuerySet[FloorReport]:
    """Return the reports with who entered them and what each said before. 2 queries."""
    return (
        FloorReport.objects.select_related("entered_by", "came_with", "published_by")
        .prefetch_related("past__entered_by", "past__came_with")
        .order_by("-period_to", "floor", "-period_from")
    )


def imports() -> QuerySet[FloorImport]:
    """Return the files that were entered, newest first. 1 query."""
    entered = FloorImport.objects.filter(applied_at__isnull=False)
    return entered.select_related("entered_by").order_by("-applied_at")
