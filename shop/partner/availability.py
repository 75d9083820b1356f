"""Availability in the words of this market."""

from oscar.apps.partner.availability import Base


class NotForSale(Base):
    """Not in the shop window: not approved, taken down, or its seller has paused."""

    code = "not-for-sale"
    message = "Món này hiện không bán"
    is_available_to_buy = False

    def is_purchase_permitted(self, quantity):
        """Refuse every quantity, with the reason."""
        return False, self.message


def gone_words(record, product=None) -> str:
    """Return what is said of goods of which none are left, or of a date that takes nobody."""
    if product is not None and product.is_child:
        return "đã hết chỗ, hoặc đã hết hạn đặt"
    is_ahead = record is not None and record.is_on_preorder
    return "đã hết lượt đặt trước" if is_ahead else "đã hết hàng"
