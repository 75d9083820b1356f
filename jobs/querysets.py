"""Filters on the outbox."""

from datetime import datetime
from typing import Self

from django.db import models

MAX_TRIES = 12


class OutboxQuerySet(models.QuerySet):
    """Filters on outbox rows."""

    def waiting(self) -> Self:
        """Keep rows that still may be tried, due or not."""
        return self.filter(done_at__isnull=True, tries__lt=MAX_TRIES)

    def due(self, at: datetime) -> Self:
        """Keep rows that may be tried at that moment."""
        return self.waiting().filter(not_before__lte=at)

    def dead(self) -> Self:
        """Keep rows that failed too often; a person must look at them."""
        return self.filter(done_at__isnull=True, tries__gte=MAX_TRIES)
