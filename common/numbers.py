"""Plain numbers and percentages with Vietnamese separators."""

from decimal import ROUND_HALF_UP, Decimal

NBSP = "\u00a0"


def format_number(value: Decimal | float, places: int | None = None) -> str:
    """Return ``15.000`` or ``1.234,5``; ``places`` fixes the decimals, half-up."""
    if isinstance(value, int) and not places:
        return f"{value:,}".replace(",", ".")
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def format_percent(value: Decimal | float, places: int = 1) -> str:
    """Return ``12,5 %`` for 12.5, with a no-break space; ``100 %`` has no decimals."""
    step = Decimal(1).scaleb(-places)
    rounded = Decimal(str(value)).quantize(step, ROUND_HALF_UP)
    return f"{format_number(rounded)}{NBSP}%"
