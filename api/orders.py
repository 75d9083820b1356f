"""``orders``: placed by the same service as on the page, followed and called off."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from ninja import Path, Query, Router, Status
from ninja.decorators import decorate_view
from ninja.security import APIKeyHeader

from accounts.models import ProgramAccess
from api import basket_view, order_schemas, vouchers
from api.answers import errors
from api.basket import GuestBasket, shown
from api.idempotency import Key, idempotent
from api.paging import PageWords, cursor_of, link_to_next, place_of
from api.problems import ProblemError
from api.tokens import CitizenToken, Right, user_of
from common.dates import VIETNAM
from common.errors import BusinessRuleError
from discovery.addresses import absolute
from shop.basket.models import Basket
from shop.checkout.choices import all_fetched, partners_of, payment_options
from shop.checkout.forms import CheckoutForm
from shop.checkout.places import current_commune
from shop.checkout.typed import changed_words
from shop.order import placing, tour_words, tracking
from shop.order.models import Order
from shop.order.preorders import OnlyCash, has_preorder
from shop.order.several import cancel_parts_by_shopper
from shop.programme.quoting import VoucherRefused
from shop.shipping.offers import DeliveryNotOffered

router = Router(tags=["Đơn hàng"])
_NONE = "Không có đơn này, hoặc đơn không phải của bạn."
_NO_PARCEL = "Đơn này không có kiện ấy."
_PACKED = "Không có kiện nào hủy được nữa: hàng đã gói hoặc đơn đã đóng. Gọi người bán."
Number = Annotated[str, Path(..., max_length=32, description="Mã đơn", examples=["1234567897"])]


class OrderSecret(APIKeyHeader):
    """The secret that a guest got with the order."""

    param_name = "Order-Secret"

    def authenticate(self, request: HttpRequest, key: str | None) -> str | None:
        """Return the secret; the operation compares it with that of the order."""
        return key or None


OWNER = [CitizenToken(Right.ORDERS), OrderSecret()]


@router.post(
    "orders",
    response={
        201: order_schemas.PlacedOrder,
        **errors(401, 403, 422),
        409: order_schemas.OrderConflict,
    },
    auth=[CitizenToken(Right.ORDERS), GuestBasket()],
    operation_id="placeOrder",
    url_name="orders",
    summary="Đặt hàng",
)
@decorate_view(idempotent)
def place(request: HttpRequest, response: HttpResponse, body: order_schemas.OrderWish, key: Key):
    """Đặt hàng trong giỏ với đúng giá đã xem. Giá đổi, hết hàng hoặc mã không dùng được thì 409.

    Khi ấy không đặt gì. Dùng mã thì gửi `total_vnd` và `quote` của `basket/voucher`.
    """
    user, basket = user_of(request), _basket(request)
    commune = current_commune(body.commune)
    if commune is None:
        raise ProblemError(422, errors=[("commune", "Không có xã, phường nào mang mã này.")])
    fresh = placing.fresh_basket(basket.pk, user)
    chosen = {wish.seller: wish.code for wish in body.deliveries}
    deliveries = basket_view.chosen_by_partner(fresh, chosen)
    form = _form(fresh, body, commune, deliveries)
    # A basket that is an order already is answered with it, whatever stands in the form.
    if not form.is_valid() and fresh.status == Basket.OPEN:
        raise ProblemError(422, errors=_complaints(form))
    customer = form.customer() if form.is_valid() else None

    def act() -> Order:
        return placing.place_order(
            basket=fresh,
            customer=customer,
            user=user,
            shown_total_vnd=body.total_vnd,
            shown_key=body.quote,
            pay_with=body.payment,
            deliveries=deliveries,
            voucher=body.voucher,
        )

    try:
        if body.voucher and customer:
            order = vouchers.guard(request, body.voucher, customer.phone, act)
        else:
            order = act()
    except BusinessRuleError as refused:
        raise _conflict(refused, request, basket, body, chosen) from refused
    response["Cache-Control"] = "no-store"
    told = _told(order, is_masked=True) | {"secret": "" if user else order.token}
    return Status(201, told)


@router.get(
    "orders",
    response={200: order_schemas.OrdersPart, **errors(401, 403, 422)},
    auth=CitizenToken(Right.ORDERS),
    operation_id="listOrders",
    url_name="orders",
    summary="Đơn của người mua",
)
def orders(request: HttpRequest, response: HttpResponse, words: Query[PageWords]):
    """Trả về đơn của người đang đăng nhập, đơn mới trước."""
    at = place_of("orders", words)
    before = (dt.datetime.fromisoformat(at[0]), at[1]) if at else None
    rows = tracking.orders_of_user(user_of(request), limit=words.limit + 1, before=before)
    rows, more = rows[: words.limit], len(rows) > words.limit
    cursor = None
    if more:
        cursor = cursor_of("orders", words, [rows[-1].placed_at.isoformat(), rows[-1].number])
    link_to_next(request, response, cursor)
    items = [
        {
            "number": row.number,
            "placed_at": row.placed_at.astimezone(VIETNAM),
            "headline": row.headline,
            "goods": row.goods_words,
            "total_vnd": int(row.total_vnd),
        }
        for row in rows
    ]
    return {"items": items, "next_cursor": cursor}


@router.get(
    "orders/{number}",
    response={200: order_schemas.OrderView, **errors(401, 403, 404, 422)},
    auth=OWNER,
    operation_id="getOrder",
    url_name="order",
    summary="Một đơn",
)
def order(request: HttpRequest, response: HttpResponse, number: Number):
    """Trả về đơn đang đến đâu. Đơn của người khác thì là 404."""
    response["Cache-Control"] = "no-store"
    return _told(visible(request, number), is_masked=user_of(request) is None)


@router.post(
    "orders/{number}/cancel",
    response={200: order_schemas.OrderView, **errors(401, 403, 404, 409, 422)},
    auth=OWNER,
    operation_id="cancelOrder",
    url_name="order-cancel",
    summary="Hủy đơn hoặc một kiện",
)
@decorate_view(idempotent)
def cancel(request: HttpRequest, number: Number, body: order_schemas.CancelWish, key: Key):
    """Hủy những kiện chưa gói, hoặc một kiện. Không kiện nào hủy được thì 409.

    Câu trả lời được giữ lại để gửi lại, nên tên, số máy và địa chỉ đã che; đọc đơn thì thấy đủ.
    """
    found = visible(request, number)
    parts = found.seller_orders.order_by("number")
    if body.parcel:
        parts = parts.filter(number=body.parcel)
        if not parts:
            raise ProblemError(404, _NO_PARCEL)
    if not cancel_parts_by_shopper(parts=list(parts), actor=user_of(request)):
        raise ProblemError(409, _PACKED)
    return _told(found, is_masked=True)


def visible(request: HttpRequest, number: str) -> Order:
    """Return an order of the caller. Raises ``ProblemError``: those of others do not exist."""
    rows = Order.objects.select_related("shipping_address__commune", "shipping_address__province")
    found = rows.filter(number=number).first() if "\0" not in number else None
    if found is None or not may_see(request.auth, found):
        raise ProblemError(404, _NONE)
    return found


def may_see(auth: ProgramAccess | str, order: Order) -> bool:
    """Tell whether a token or a secret opens an order."""
    if isinstance(auth, ProgramAccess):
        return order.user_id == auth.user_id
    return constant_time_compare(auth, order.token)


def _basket(request: HttpRequest) -> Basket:
    if isinstance(request.auth, Basket):
        return request.auth
    found = Basket.objects.filter(owner=request.auth.user, status=Basket.OPEN).first()
    if found is None:
        raise ProblemError(409, placing.BasketNotOpen.message)
    return found


def _form(basket: Basket, body: order_schemas.OrderWish, commune, deliveries) -> CheckoutForm:
    partners = partners_of(basket)
    is_fetched = all_fetched(deliveries, basket)
    payments = payment_options(partners, is_fetched=is_fetched, is_preorder=has_preorder(basket))
    data = body.dict() | {"province": commune.province.code}
    return CheckoutForm(data, payments=payments, is_fetched=is_fetched)


def _complaints(form: CheckoutForm) -> list[tuple[str, str]]:
    return [(field, words) for field, found in form.errors.items() for words in found]


def _conflict(
    refused: BusinessRuleError,
    request: HttpRequest,
    basket: Basket,
    body: order_schemas.OrderWish,
    chosen: dict[str, str],
) -> ProblemError:
    if isinstance(refused, placing.PaymentNotOffered | OnlyCash):
        return ProblemError(422, errors=[("payment", refused.message)])
    if isinstance(refused, DeliveryNotOffered):
        return ProblemError(422, errors=[("deliveries", refused.message)])
    more: dict[str, object] = {"reason": "refused"}
    words = refused.message
    if isinstance(refused, VoucherRefused):
        more = {"reason": "voucher_refused"}
    if isinstance(refused, placing.TotalChanged):
        words = changed_words(refused)
        now = _shown_again(request, basket, body, chosen)
        more = {"reason": "price_changed", "basket": now}
    if isinstance(refused, placing.LinesUnavailable):
        left = [
            {"line_id": one.line_id, "title": one.title, "wanted": one.wanted, "left": one.left}
            for one in refused.issues
        ]
        more = {"reason": "out_of_stock", "left": left}
    return ProblemError(409, words, more=more)


def _shown_again(request: HttpRequest, basket: Basket, body, chosen: dict[str, str]) -> dict:
    """Return the basket as of now; without a programme when it pays no more.

    Placing has counted the code already and found it right.
    """
    voucher = (body.voucher, vouchers.plain_phone(body.phone)) if body.voucher else None
    try:
        return shown(basket, request, body.commune, chosen, voucher=voucher, is_guess=False)
    except VoucherRefused:
        return shown(basket, request, body.commune, chosen)


def _told(order: Order, *, is_masked: bool) -> dict:
    page = tracking.order_page(order, is_masked=is_masked)
    url = order.get_guest_url() if is_masked and not order.user_id else order.get_absolute_url()
    return {
        "number": page.number,
        "headline": page.headline,
        "placed_at": page.placed_at.astimezone(VIETNAM),
        "url": absolute(url),
        "name": page.name,
        "phone": page.phone,
        "address": page.address,
        "pay_words": page.pay_words,
        "goods_vnd": int(page.goods_vnd),
        "shipping_vnd": int(page.shipping_vnd),
        "discount_vnd": int(page.discount_vnd),
        "funded_vnd": int(page.funded_vnd),
        "total_vnd": int(page.total_vnd),
        "parcels": [_parcel(parcel) for parcel in page.parcels],
    }


def _parcel(parcel: tracking.TrackedParcel) -> dict:
    plain = ("number", "seller_name", "seller_phone", "state", "notice", "delivery", "place",
             "carrier", "tracking_code", "tour_on", "can_cancel")  # fmt: skip
    return {name: getattr(parcel, name) for name in plain} | {
        "state_name": tour_words.state_label(parcel, parcel.state),
        "lines": [
            {
                "title": line.title,
                "quantity": line.quantity_label,
                "unit_price_vnd": int(line.unit_price_vnd),
                "sum_vnd": int(line.sum_vnd),
            }
            for line in parcel.lines
        ],
        "shipping_vnd": int(parcel.shipping_vnd),
        "discount_vnd": int(parcel.discount_vnd),
        "funded_vnd": int(parcel.funded_vnd),
        "total_vnd": int(parcel.total_vnd),
    }
