"""Filters on provinces and communes."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q

from common.dates import local_today


class CommuneQuerySet(models.QuerySet):
    def in_province(self, province_code: str) -> Self:
        """Keep the communes of one province, by its two-digit code."""
        return self.filter(province__code=province_code)

    def current(self, on: dt.date | None = None) -> Self:
        """Keep the communes that exist on a day (today when none is given)."""
        day = on or local_today()
        still_valid = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(still_valid, valid_from__lte=day)

    def on_tile_map(self) -> Self:
        """Keep the communes that have a place on the tile map."""
        return self.filter(tile_col__isnull=False, tile_row__isnull=False)
