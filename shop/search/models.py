"""What search remembers in the database: only that something changed."""

from django.db import models


class SearchChange(models.Model):
    """A listing that search has to read again; without a listing, all of them.

    Written by row triggers (``shop.search.triggers``), read by every web process.
    """

    product_id = models.BigIntegerField(null=True)
    #: The transaction that wrote it, on PostgreSQL; 0 on SQLite, which has one writer at a time.
    written_by = models.BigIntegerField(default=0, db_index=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "search_change"

    def __str__(self) -> str:
        return f"{self.product_id or 'everything'}"
