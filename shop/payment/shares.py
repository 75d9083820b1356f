"""Sharing one payment among the sellers of an order, to the đồng."""

from collections.abc import Sequence
from decimal import Decimal

from shop.order.models import SellerOrder
from shop.payment.models import PaymentAttempt


def note(parts: Sequence[SellerOrder], amounts: Sequence[Decimal]) -> str:
    """Return what an attempt remembers: which seller order it pays how much."""
    return ",".join(
        f"{part.pk}={int(amount)}" for part, amount in zip(parts, amounts, strict=True) if amount
    )


def of_attempt(attempt: PaymentAttempt, amount_vnd: Decimal) -> list[tuple[SellerOrder, Decimal]]:
    """Return the seller orders that a payment pays, each with its share. 1 query.

    A part that was cancelled meanwhile keeps its share: its money has to go back from there.
    """
    parts = list(SellerOrder.objects.filter(order=attempt.order_id).order_by("number"))
    if attempt.seller_order_id:
        return [(part, amount_vnd) for part in parts if part.pk == attempt.seller_order_id]
    wanted = _read(attempt.payload) or {part.pk: int(part.to_pay_vnd) for part in parts}
    parts = [part for part in parts if wanted.get(part.pk)]
    shares = split(int(amount_vnd), [wanted[part.pk] for part in parts])
    return [(part, Decimal(share)) for part, share in zip(parts, shares, strict=True) if share]


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Return whole shares of an amount by weight; they add up to it exactly.

    What is left by rounding down goes, one by one, to the largest remainders.
    """
    total = sum(weights)
    shares = [amount * weight // total for weight in weights]
    rests = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for place in rests[: amount - sum(shares)]:
        shares[place] += 1
    return shares


def _read(text: str) -> dict[int, int]:
    pairs = (pair.split("=") for pair in text.split(",") if "=" in text)
    return {int(key): int(amount) for key, amount in pairs}
