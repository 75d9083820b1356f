"""Offers: Oscar's, whose counters and status change by conditional UPDATE only."""

from oscar.apps.offer.abstract_models import AbstractConditionalOffer

from shop.offer import usage

#: Written by uses of the offer; a form that was opened before must not set them back.
_NOT_FROM_FORMS = frozenset({"id", "status", "num_applications", "num_orders", "total_discount"})


class ConditionalOffer(AbstractConditionalOffer):
    """An offer that is never given more often, or for more money, than its limits say."""

    def save(self, *args, **kwargs):
        """Write what a person may edit; counters and status of a stored offer stay."""
        is_stored = self.pk is not None and usage.rows_of(self).exists()
        if is_stored and not kwargs.get("force_insert") and kwargs.get("update_fields") is None:
            names = {field.name for field in self._meta.concrete_fields}
            kwargs["update_fields"] = names - _NOT_FROM_FORMS
        # Oscar's own save would set the status from counters that may be old.
        super(AbstractConditionalOffer, self).save(*args, **kwargs)
        if is_stored:
            usage.settle_status(self)
            self.refresh_from_db(fields=["status"])

    def suspend(self):
        """Close the offer; an order that is being placed does not open it again."""
        self._set_status(self.SUSPENDED)

    def unsuspend(self):
        """Open the offer, unless it is used up."""
        self._set_status(self.OPEN)

    def get_max_applications(self, user=None):
        """Return how often a basket may use the offer; guests have no uses to count."""
        is_guest = user is None or not user.is_authenticated
        if self.max_user_applications and is_guest:
            return 0
        return super().get_max_applications(user)

    def record_usage(self, discount, order=None):
        """Count the uses in an order. Raises ``LimitReached``."""
        usage.record(
            offer=self,
            order=order,
            times=discount["freq"],
            discount_vnd=discount["discount"],
        )

    def _set_status(self, status: str) -> None:
        usage.rows_of(self).update(status=status)
        usage.settle_status(self)
        self.refresh_from_db(fields=["status"])


from oscar.apps.offer.models import *  # noqa: E402, F403
