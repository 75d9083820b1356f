"""``basket``: what a citizen or a guest means to buy, priced anew at each look."""

from functools import partial
from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Status
from ninja.decorators import decorate_view
from ninja.security import APIKeyHeader

from accounts.models import ProgramAccess
from api import basket_view, vouchers
from api.answers import errors
from api.basket_schemas import BasketView, GuestToken, NewBasket, Quantity
from api.idempotency import Key, idempotent
from api.order_schemas import VoucherWish
from api.paging import Words
from api.problems import ProblemError
from api.sign_in import Strict
from api.tokens import CitizenToken, Right
from catalogue.models import Product
from shop.basket import changes
from shop.basket.forms import MAX_QUANTITY, AddToBasketForm, check_quantity
from shop.basket.models import Basket
from shop.checkout.places import current_commune
from shop.order.placing import fresh_basket
from shop.programme import quoting
from shop.programme.quoting import VoucherRefused

MAX_ID = 2**63 - 1
MAX_SELLERS = 50
_NO_PRODUCT = "Không có sản phẩm này, hoặc sản phẩm không còn bán."
_NO_LINE = "Trong giỏ không có dòng này. Đọc lại giỏ."
_NO_TOKEN = "Basket-Token không đúng. Xin giỏ mới ở POST basket."  # noqa: S105
_EMPTY = "Giỏ chưa có gì. Bỏ hàng vào giỏ rồi gửi mã."
_STOCK = frozenset({"sold_out", "too_many", "full", "sent_apart", "other_date"})
_signer = Signer(salt="api.basket")


class GuestBasket(APIKeyHeader):
    """The secret of a guest's basket."""

    param_name = "Basket-Token"

    def authenticate(self, request: HttpRequest, key: str | None) -> Basket | None:
        """Return the basket, None without the header. Raises ``ProblemError``."""
        if not key:
            return None
        if (found := guest_basket(key)) is None:
            raise ProblemError(401, _NO_TOKEN)
        return found


def guest_basket(token: str) -> Basket | None:
    """Return the basket that a token of ours stands for, whatever became of it."""
    try:
        number = int(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    return Basket.objects.filter(pk=number, owner=None).first()


WHO = [CitizenToken(Right.BASKET), GuestBasket()]
router = Router(tags=["Giỏ hàng"])


class BasketWords(Words):
    """Where the goods go and how, for fees and days."""

    xa: str = Field("", pattern=r"^(\d{5})?$", description="Mã xã, phường nhận hàng")
    giao: list[Annotated[str, Field(pattern=r"^[\w-]{1,128}:[a-z0-9-]{1,24}$")]] = Field(
        [],
        max_length=MAX_SELLERS,
        description="Cách giao của từng người bán, `slug:code`; không ghi là carrier",
        examples=[["htx-che-tan-cuong:carrier"]],
    )


class BasketWish(Strict):
    """An empty object: a form of some other site's page sends none."""


class LineWish(Strict):
    """Goods to put in."""

    product_id: int = Field(ge=1, le=MAX_ID, examples=[1024])
    quantity: int = Field(1, ge=1, le=MAX_QUANTITY, examples=[2])


LineId = Annotated[
    int, Path(..., ge=1, le=MAX_ID, description="`id` của dòng trong giỏ", examples=[501])
]


@router.post(
    "basket",
    response={201: NewBasket, **errors(422)},
    operation_id="createBasket",
    url_name="basket",
    summary="Giỏ mới cho khách",
)
def create_basket(request: HttpRequest, response: HttpResponse, body: BasketWish):
    """Mở một giỏ cho khách chưa đăng nhập. Người đã đăng nhập có giỏ riêng, không cần gọi.

    Gọi lại thì có giỏ khác: không mã nào nối hai người cùng mạng vào một giỏ. Giỏ của khách mà
    31 ngày không ai thêm hàng thì bị xóa.
    """
    response["Cache-Control"] = "no-store"
    basket = Basket.objects.create()
    return Status(201, {"basket_token": _signer.sign(str(basket.pk))})


@router.get(
    "basket",
    response={200: BasketView, **errors(401, 403, 422)},
    auth=WHO,
    operation_id="getBasket",
    url_name="basket",
    summary="Xem giỏ",
)
def basket(request: HttpRequest, words: Query[BasketWords]):
    """Trả về giỏ với giá, hàng còn và phí giao lúc này. Ghi `xa` để biết phí và ngày đúng."""
    return shown(basket_of(request), request, words.xa, dict(w.split(":") for w in words.giao))


@router.post(
    "basket/voucher",
    response={200: BasketView, **errors(401, 403, 409, 422)},
    auth=WHO,
    operation_id="priceBasketWithVoucher",
    url_name="basket-voucher",
    summary="Xem giỏ với mã của chương trình",
)
def price_with_voucher(request: HttpRequest, response: HttpResponse, body: VoucherWish):
    """Trả về giỏ với phần chương trình trả. Không ghi lại gì: đặt hàng thì gửi mã lần nữa.

    Mã chưa dùng được thì 409 kèm lý do. Gõ sai nhiều lần thì 429.
    """
    response["Cache-Control"] = "no-store"
    mine, phone = basket_of(request), vouchers.plain_phone(body.phone)
    if mine is None or mine.is_empty:
        raise ProblemError(409, _EMPTY)
    chosen = {wish.seller: wish.code for wish in body.deliveries}
    try:
        return shown(mine, request, body.commune, chosen, voucher=(body.voucher, phone))
    except VoucherRefused as refused:
        raise ProblemError(409, refused.message) from refused


@router.post(
    "basket/lines",
    response={201: BasketView, **errors(401, 403, 404, 409, 422)},
    auth=WHO,
    operation_id="addBasketLine",
    url_name="basket-lines",
    summary="Bỏ hàng vào giỏ",
)
@decorate_view(idempotent)
def add_line(request: HttpRequest, body: LineWish, key: Key):
    """Thêm hàng vào giỏ, cộng với số đã có. Không đủ hàng thì 409 kèm lời nói còn bao nhiêu."""
    goods = Product.objects.select_related("product_class").prefetch_related("stockrecords")
    product = goods.filter(pk=body.product_id).first()
    if product is None:
        raise ProblemError(404, _NO_PRODUCT)
    with transaction.atomic():
        mine = _locked(request)
        form = AddToBasketForm(mine, product, {"quantity": body.quantity})
        if not form.is_valid():
            raise _refused(form.errors.as_data()["quantity"][0])
        mine.add_product(product, body.quantity)
    return Status(201, shown(mine, request))


@router.post(
    "basket/merge",
    response={200: BasketView, **errors(401, 403, 409, 422)},
    auth=CitizenToken(Right.BASKET),
    operation_id="mergeGuestBasket",
    url_name="basket-merge",
    summary="Nhập giỏ khách vào giỏ của người mua",
)
@decorate_view(idempotent)
def merge_guest_basket(request: HttpRequest, body: GuestToken, key: Key):
    """Gọi sau khi đăng nhập: hàng đã chọn lúc chưa đăng nhập vào giỏ của người mua.

    Món có ở cả hai giỏ thì lấy số lớn hơn. Giỏ khách hết dùng từ đó.
    """
    found = guest_basket(body.basket_token)
    if found is None:
        raise ProblemError(422, errors=[("basket_token", _NO_TOKEN)])
    try:
        mine = changes.take_over(owner=request.auth.user, guest=found)
    except changes.BasketGone as gone:
        raise ProblemError(409, gone.message) from gone
    return shown(mine, request)


@router.patch(
    "basket/lines/{int:line_id}",
    response={200: BasketView, **errors(401, 403, 404, 409, 422)},
    auth=WHO,
    operation_id="changeBasketLine",
    url_name="basket-line",
    summary="Đổi số lượng",
)
def change_line(request: HttpRequest, line_id: LineId, body: Quantity):
    """Đặt lại số lượng của một dòng. Gửi lại lần nữa cũng ra kết quả ấy."""
    with transaction.atomic():
        mine = _locked(request)
        line = next((one for one in mine.all_lines() if one.pk == line_id), None)
        if line is None:
            raise ProblemError(404, _NO_LINE)
        try:
            check_quantity(product=line.product, info=line.purchase_info, quantity=body.quantity)
        except ValidationError as wrong:
            raise _refused(wrong) from wrong
        changes.change_quantities(basket=mine, quantities={line_id: body.quantity})
    return shown(mine, request)


@router.delete(
    "basket/lines/{int:line_id}",
    response={200: BasketView, **errors(401, 403, 409, 422)},
    auth=WHO,
    operation_id="removeBasketLine",
    url_name="basket-line",
    summary="Bỏ một dòng",
)
def remove_line(request: HttpRequest, line_id: LineId):
    """Bỏ một dòng khỏi giỏ. Dòng không còn thì giỏ vẫn như thế."""
    with transaction.atomic():
        mine = _locked(request)
        changes.remove_line(basket=mine, line_id=line_id)
    return shown(mine, request)


def basket_of(request: HttpRequest) -> Basket | None:
    """Return the open basket of the caller; None while there is none."""
    auth = request.auth
    if isinstance(auth, ProgramAccess):
        return Basket.objects.filter(owner=auth.user, status=Basket.OPEN).first()
    return auth if auth.status == Basket.OPEN else None


def shown(
    mine: Basket | None,
    request: HttpRequest,
    commune_code: str = "",
    chosen: dict | None = None,
    *,
    voucher: tuple[str, str] | None = None,
    is_guess: bool = True,
) -> dict:
    """Return a basket as of now; ``voucher`` is a code and the phone it is for.

    ``is_guess``: the code was not looked at in this call yet.
    Raises ``ProblemError`` for an unknown commune, ``VoucherRefused``.
    """
    commune = current_commune(commune_code)
    if commune_code and commune is None:
        raise ProblemError(422, errors=[("xa", "Không có xã, phường nào mang mã này.")])
    owner = request.auth.user if isinstance(request.auth, ProgramAccess) else None
    fresh = fresh_basket(mine.pk, owner) if mine else None
    funding = None
    if voucher and fresh:
        code, phone = voucher
        whom = {"phone": phone, "commune_code": commune_code}
        price = partial(quoting.fund, fresh, code, **whom)
        funding = vouchers.guard(request, code, phone, price) if is_guess else price()
    return basket_view.view(fresh, commune, chosen or {}, funding)


def _locked(request: HttpRequest) -> Basket:
    """Return the caller's open basket, priced, with its row locked. Raises ``ProblemError``."""
    auth = request.auth
    if isinstance(auth, ProgramAccess):
        mine, _ = Basket.objects.get_or_create(owner=auth.user, status=Basket.OPEN)
    else:
        mine = auth
    rows = Basket.objects.select_for_update().filter(pk=mine.pk, status=Basket.OPEN)
    if not rows.exists():
        raise ProblemError(409, changes.BasketGone.message)
    return fresh_basket(mine.pk, auth.user if isinstance(auth, ProgramAccess) else None)


def _refused(wrong: ValidationError) -> ProblemError:
    words = " ".join(wrong.messages)
    if wrong.code == "hidden":
        return ProblemError(404, _NO_PRODUCT)
    if wrong.code in _STOCK:
        return ProblemError(409, words)
    return ProblemError(422, errors=[("quantity", words)])
