"""Filters on sellers."""

from __future__ import annotations

from django.db import models

from common.dates import local_today


class SellerQuerySet(models.QuerySet):
    """Sellers by what is asked of them."""

    def excused_too_long(self):
        """Keep those whose time to give what is missing has run out."""
        return self.filter(excused_until__lt=local_today())
