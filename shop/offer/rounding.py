"""Rounding of discounts."""

from decimal import ROUND_DOWN, Decimal


def to_dong(amount: Decimal, currency: str | None = None) -> Decimal:
    """Return the discount in whole đồng, rounded down so that no price gains a fraction."""
    return amount.quantize(Decimal(1), ROUND_DOWN)
