"""What stands in the form before, between and after the presses."""

from common.money import format_vnd
from shop.checkout.forms import CheckoutForm
from shop.order.models import ShippingAddress
from shop.order.placing import TotalChanged

MAX_TOTAL_DIGITS = 12


def known_values(user, province_code: str = "") -> dict:
    """Return what the form can start with: the account and its last order's address.

    Without such an address it is the province for which the freight was looked at.
    """
    chosen = {"province": province_code} if province_code else {}
    if not user.is_authenticated:
        return chosen
    values = chosen | {"phone": user.phone, "name": user.full_name}
    address = (
        ShippingAddress.objects.filter(order__user=user, commune__isnull=False)
        .select_related("commune", "province")
        .order_by("-pk")
        .first()
    )
    if address:
        values |= {
            "name": address.first_name,
            "province": address.province.code,
            "commune": address.commune.code,
            "line1": address.line1,
        }
    return values


def typed_values(data) -> dict:
    """Return what was typed, to show again without complaints."""
    return {name: data[name] for name in CheckoutForm.base_fields if name in data}


def shown_total(text: str) -> int:
    """Return the total that the shopper saw; anything unreadable is a total of none."""
    if text.isascii() and text.isdecimal() and len(text) <= MAX_TOTAL_DIGITS:
        return int(text)
    return 0


def changed_words(problem: TotalChanged) -> str:
    """Return what has changed since the shopper saw the page, with both figures."""
    if problem.shown != problem.now:
        return problem.message
    return (
        "Có giá hàng hoặc phí giao vừa đổi. Tổng tiền trước là "
        f"{format_vnd(problem.shown)}, nay vẫn là {format_vnd(problem.now)}. "
        "Bạn xem lại từng món, nếu đồng ý thì bấm đặt hàng lần nữa."
    )
