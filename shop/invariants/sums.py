"""Sums over the rows that belong to a row, as subqueries that use the foreign key's index."""

from django.db.models import Count, DecimalField, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

MONEY = DecimalField(max_digits=16, decimal_places=2)


def money_of(rows: QuerySet, key: str, amount) -> Coalesce:
    """Return the sum in đồng of the rows whose ``key`` is the outer row; 0 without rows."""
    return _sum_of(rows, key, amount, MONEY)


def units_of(rows: QuerySet, key: str, amount) -> Coalesce:
    """Return the sum in units of the rows whose ``key`` is the outer row; 0 without rows."""
    return _sum_of(rows, key, amount, IntegerField())


def number_of(rows: QuerySet, key: str) -> Coalesce:
    """Return how many rows have the outer row as their ``key``."""
    mine = rows.filter(**{key: OuterRef("pk")}).order_by().values(key)
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)


def _sum_of(rows: QuerySet, key: str, amount, output) -> Coalesce:
    mine = rows.filter(**{key: OuterRef("pk")}).order_by().values(key)
    total = mine.annotate(n=Sum(amount, output_field=output)).values("n")
    return Coalesce(Subquery(total, output_field=output), 0, output_field=output)
