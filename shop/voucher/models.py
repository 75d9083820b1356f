"""Vouchers: Oscar's, whose uses are counted by conditional UPDATE only."""

from oscar.apps.voucher.abstract_models import AbstractVoucher

from shop.offer.usage import rows_of
from shop.voucher import usage

#: Written by uses of the voucher; a form that was opened before must not set them back.
_NOT_FROM_FORMS = frozenset({"id", "num_basket_additions", "num_orders", "total_discount"})


class Voucher(AbstractVoucher):
    """A code that opens offers. A single-use voucher is used up by ``num_orders``."""

    def save(self, *args, **kwargs):
        """Write what a person may edit; the counters of a stored voucher stay."""
        is_stored = self.pk is not None and rows_of(self).exists()
        if is_stored and not kwargs.get("force_insert") and kwargs.get("update_fields") is None:
            names = {field.name for field in self._meta.concrete_fields}
            kwargs["update_fields"] = names - _NOT_FROM_FORMS
        super().save(*args, **kwargs)

    def is_available_to_user(self, user=None):
        """Return whether the shopper may use the voucher, and the reason when not."""
        if self.usage == self.SINGLE_USE and self.num_orders:
            return False, f"{usage.name_of(self)} đã có người dùng. Bạn bỏ mã này ra."
        if self.usage != self.ONCE_PER_CUSTOMER:
            return True, ""
        if user is None or not user.is_authenticated:
            return False, f"Mã {self.code} dành cho người có tài khoản. Bạn đăng nhập rồi dùng mã."
        if usage.was_used_by(self, user.pk):
            return False, f"Bạn đã dùng mã {self.code} ở một đơn trước. Mã chỉ dùng được một lần."
        return True, ""

    def record_usage(self, order, user=None):
        """Count one use. Raises ``LimitReached``."""
        usage.record(voucher=self, order=order)

    def record_discount(self, discount):
        """Add to what the voucher has given so far."""
        usage.record_discount(voucher=self, discount_vnd=discount["discount"])


from oscar.apps.voucher.models import *  # noqa: E402, F403
