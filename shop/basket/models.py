"""The basket: what a shopper means to buy. It reserves nothing."""

from django.db import models
from django.db.models import Q
from oscar.apps.basket.abstract_models import AbstractBasket


class Basket(AbstractBasket):
    """A basket whose state changes by compare-and-set, so that two presses make one order."""

    class Meta(AbstractBasket.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(status="Open"),
                name="basket_one_open_per_owner",
            )
        ]

    def all_lines(self):
        """Return the lines with all that pricing and the pages read, in two queries."""
        if self.pk is None:
            return self.lines.model._default_manager.none()
        if self._lines is None:
            self._lines = (
                self.lines.select_related(
                    "product__product_class",
                    "product__origin_commune",
                    "product__product_set",
                    "product__tour_date__offer__product",
                    "product__tour_date__offer__meeting_commune",
                    "stockrecord__partner__commune__province",
                )
                .prefetch_related("attributes", "product__images", "product__parent__images")
                .order_by(self._meta.pk.name)
            )
        return self._lines

    @property
    def num_lines(self):
        """Return the number of lines without a query of its own."""
        return len(self.all_lines())

    @property
    def is_empty(self):
        """Say whether nothing was chosen yet."""
        return self.pk is None or self.num_lines == 0

    def _move(self, from_status: str, to_status: str, **fields) -> bool:
        moved = bool(
            type(self)
            ._default_manager.filter(pk=self.pk, status=from_status)
            .update(status=to_status, **fields)
        )
        if moved:
            self.status = to_status
        return moved

    def freeze(self):
        """Keep others from changing the basket while it becomes an order."""
        return self._move(self.OPEN, self.FROZEN)

    def thaw(self):
        """Open a frozen basket again; never one that has become an order."""
        return self._move(self.FROZEN, self.OPEN)


from oscar.apps.basket.models import *  # noqa: E402, F403
