"""What exactly a shopper was shown before pressing the button."""

import hashlib


def quote_key(basket, method, funding=None) -> str:
    """Return a short key of all goods, quantities, prices, fees and days of pre-orders.

    Any change changes it.

    ``method`` is the delivery whose ``breakdown`` gives the fee of each seller in đồng,
    ``funding`` what a programme pays.
    """
    lines = sorted(
        (line.product_id, line.quantity, int(line.line_price_incl_tax_incl_discounts))
        + ((line.stockrecord.ready_on.isoformat(),) if line.stockrecord.ready_on else ())
        for line in basket.all_lines()
    )
    plain = getattr(method, "method", method)
    fees = sorted((key, int(fee)) for key, fee in plain.breakdown(basket).items())
    shown = (lines, fees)
    if funding:
        paid = sorted((key, int(share)) for key, share in funding.by_partner.items())
        shown += (funding.programme.pk, paid)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:20]
