"""An official of the commune looks. Works without any contract."""

CODE = "manual"
IS_DECIDED_HERE = True


def button() -> str:
    """Return the words of the button."""
    return "Nhờ cán bộ xã kiểm tra"
