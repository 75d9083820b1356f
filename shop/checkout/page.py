"""What the page of the checkout shows."""

from dataclasses import replace

from shop.basket.parcels import BasketPage, basket_page
from shop.checkout.forms import CheckoutForm
from shop.checkout.places import search_places
from shop.checkout.session import basket_key
from shop.checkout.voucher import Typed
from shop.order.quote import quote_key
from shop.shipping.methods import PerSellerDelivery


def checkout_page(
    basket,
    form: CheckoutForm,
    deliveries: dict[int, str],
    *,
    voucher: Typed,
    search: str | None = None,
) -> dict:
    """Return the context of the page; ``search`` is what to look up as a place.

    ``deliveries`` that are not offered for the address in the form fall back to the carrier.
    """
    method = PerSellerDelivery(form.destination(), deliveries)
    method.forget_unoffered(basket)
    page = _less_funding(basket_page(basket, method, editable=False), voucher)
    context = {
        "form": form,
        "page": page,
        "basket_key": basket_key(basket),
        "shown_key": quote_key(basket, method, voucher.funding),
        "voucher": voucher,
        "delivery_note": _delivery_note(page),
    }
    if search is not None:
        province = form["province"].value() or ""
        context |= {
            "search": search,
            "found": search_places(search, province_code=province[:2]),
            "was_searched": True,
        }
    return context


def _less_funding(page: BasketPage, voucher: Typed) -> BasketPage:
    """Return the page with what a programme pays taken off the total."""
    if voucher.funding is None:
        return page
    off = voucher.funding.total_vnd
    name = voucher.funding.programme.name
    return replace(page, funded_vnd=off, funded_by=name, total_vnd=page.total_vnd - off)


def _delivery_note(page: BasketPage) -> str:
    if len(page.parcels) > 1:
        return f"{len(page.parcels)} kiện, mỗi người bán gửi một kiện riêng"
    return page.parcels[0].day_label or "Ngày nhận hiện khi bạn chọn tỉnh"
