"""Filters on goods and certificates."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Greatest
from oscar.apps.catalogue.managers import ProductQuerySet as OscarProductQuerySet

from catalogue.sets import ListingState
from common.dates import local_today


class ProductQuerySet(OscarProductQuerySet):
    """Oscar's queryset with the words of this market."""

    def on_sale(self):
        """Keep what the shop window shows."""
        return self.browsable()

    def goods(self):
        """Leave out tours, which have no stock of their own, and their dates."""
        return self.filter(structure="standalone")

    def of_partner(self, partner):
        """Keep the listings of one seller."""
        return self.filter(partner=partner, parent=None)

    def awaiting_review(self):
        """Keep what the review queue shows, oldest first."""
        return self.filter(state=ListingState.SUBMITTED).order_by("submitted_at", "id")

    def in_season(self, month: int):
        """Keep what is harvested in ``month`` (1–12)."""
        return self.annotate(month_bit=models.F("harvest_mask").bitand(1 << (month - 1))).filter(
            month_bit__gt=0
        )

    def sold_out_last(self):
        """Put what cannot be bought now behind the rest; the order that follows is within both."""
        least = Greatest(models.F("min_quantity"), 1)
        left = models.F("stockrecords__num_in_stock") - models.F("stockrecords__num_allocated")
        window = "stockrecords__orders_until"
        is_taken = models.Q(**{f"{window}__isnull": True}) | models.Q(
            **{f"{window}__gte": local_today()}
        )
        is_there = is_taken & models.Q(stockrecords__isnull=False, free__gte=least)
        # Only the page of a tour knows which dates have places.
        is_there |= models.Q(structure="parent")
        return self.annotate(free=left).annotate(
            is_sold_out=models.Case(models.When(is_there, then=0), default=1)
        )

    def on_preorder(self):
        """Keep what can be ordered before it is there, the next to be sent first."""
        record = "stockrecords__"
        left = models.F(f"{record}num_in_stock") - models.F(f"{record}num_allocated")
        return (
            self.filter(**{f"{record}orders_until__gte": local_today()})
            .annotate(left_to_order=left)
            .filter(left_to_order__gt=0, left_to_order__gte=models.F("min_quantity"))
            .order_by(f"{record}ready_on", "-pk")
        )

    def with_stars(self, day: date | None = None):
        """Annotate ``stars``: those of the newest certificate valid on ``day``, or NULL."""
        certificates = self.model._meta.get_field("certificates").related_model.objects
        valid = certificates.valid_on(day or local_today()).filter(product=OuterRef("pk"))
        return self.annotate(stars=Subquery(valid.order_by("-stars").values("stars")[:1]))

    def with_open_lot(self):
        """Annotate code, harvest day and best-before day of the newest lot on sale, or NULL."""
        # Lots belong to the sellers, above this app: known by the name of the relation.
        lots = self.model._meta.get_field("lots").related_model.objects
        newest = lots.filter(product=OuterRef("pk"), state="open").order_by("-pk")
        return self.annotate(
            lot_code=Subquery(newest.values("code")[:1]),
            lot_harvested_on=Subquery(newest.values("harvested_on")[:1]),
            lot_best_before=Subquery(newest.values("best_before")[:1]),
        )


class OcopCertificateQuerySet(models.QuerySet):
    """Certificates by validity."""

    def confirmed(self):
        """Keep those that an official has confirmed."""
        return self.filter(confirmed_at__isnull=False)

    def awaiting(self):
        """Keep those that wait for an official."""
        return self.filter(confirmed_at=None, sent_back_at=None, revoked_at=None)

    def valid_on(self, day: date):
        """Keep those whose star may be shown on ``day``."""
        return self.confirmed().filter(issued_on__lte=day, expires_on__gte=day)
