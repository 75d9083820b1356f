"""What a voucher pays of a basket, or why not; asked by the page and again by the order."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum

from catalogue.models import OcopCertificate
from common.dates import format_date, local_today
from common.errors import BusinessRuleError
from common.money import format_vnd
from shop.payment.shares import split
from shop.programme.codes import code_of, phone_hash
from shop.programme.models import Programme, Redemption, VoucherCode

P, K = Programme, Redemption.Kind


class VoucherRefused(BusinessRuleError):
    """The code cannot be used for this order; the message says why and what to do."""


class UnknownCode(VoucherRefused):
    """No programme has such a code."""

    message = "Không có mã này. Bạn xem lại từng chữ, hoặc xóa mã để đặt hàng không dùng mã."


class PersonUnknown(VoucherRefused):
    """Whether the code is for this shopper shows once phone and place are known."""

    message = "Bạn điền số điện thoại và xã, phường nhận hàng, rồi bấm Dùng mã."


class NotForYou(VoucherRefused):
    """The programme is for others."""


class UsedUp(VoucherRefused):
    """The budget, the code or the person's share is used up."""


@dataclass(frozen=True, slots=True)
class Funding:
    """What a programme pays of a basket; amounts in đồng by the id of the basket line."""

    code: VoucherCode
    by_line: dict[int, Decimal]
    by_partner: dict[int, Decimal]

    @property
    def programme(self) -> Programme:
        """Return whose money it is."""
        return self.code.programme

    @property
    def total_vnd(self) -> Decimal:
        """Return what the programme pays of the whole order, in đồng."""
        return sum(self.by_line.values(), Decimal(0))


def fund(basket, typed: str, *, phone: str = "", commune_code: str = "") -> Funding:
    """Return what the code pays of a basket as of now. At most 5 queries.

    ``phone`` is E.164, ``commune_code`` where the goods go; both may be unknown yet. Raises
    ``VoucherRefused``.
    """
    code = code_of(typed)
    if code is None:
        raise UnknownCode
    _require_running(code.programme)
    _require_meant(code.programme, phone, commune_code)
    require_uses_left(code, phone)
    if any(line.stockrecord.ready_on for line in basket.all_lines()):
        raise VoucherRefused("Mã này chưa dùng được cho hàng đặt trước. Bạn đặt riêng hàng có sẵn.")
    lines = _lines_of(code.programme, basket)
    shares = dict(zip(lines, _shares(code.programme, list(lines.values())), strict=True))
    by_partner: dict[int, Decimal] = defaultdict(Decimal)
    for line in basket.all_lines():
        by_partner[line.stockrecord.partner_id] += shares.get(line.pk, Decimal(0))
    return Funding(code, {key: share for key, share in shares.items() if share}, dict(by_partner))


def require_uses_left(code: VoucherCode, phone: str) -> None:
    """Refuse a code or a person that has had its share; at most 2 queries.

    Orders that were called off do not count. Exact only under the lock of the programme.
    Raises ``UsedUp``.
    """
    if code.is_personal and _orders(code.redemptions.all()):
        raise UsedUp("Mã này đã dùng rồi. Mỗi mã chỉ dùng được một lần.")
    if not phone:
        return
    mine = code.programme.redemptions.filter(seller_order__order__customer_phone=phone)
    if _orders(mine) >= code.programme.per_person:
        raise UsedUp(
            f"Số điện thoại này đã dùng đủ {code.programme.per_person} lần "
            f"của chương trình {code.programme.name}."
        )


def _orders(redemptions) -> int:
    """Return how many orders still hold money."""
    rows = redemptions.filter(kind__in=(K.RESERVED, K.RELEASED)).order_by()
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for order_id, kind, total in rows.values_list("seller_order__order_id", "kind").annotate(
        total=Sum("amount_vnd")
    ):
        sums[order_id] += total if kind == K.RESERVED else -total
    return sum(1 for total in sums.values() if total > 0)


def _require_running(programme: Programme) -> None:
    today, name = local_today(), programme.name
    if programme.state == P.State.CLOSED or programme.ends_on < today:
        raise VoucherRefused(f"Chương trình {name} đã kết thúc.")
    if programme.starts_on > today:
        day = format_date(programme.starts_on)
        raise VoucherRefused(f"Chương trình {name} bắt đầu từ ngày {day}.")
    if programme.state != P.State.OPEN:
        raise VoucherRefused(f"Chương trình {name} đang tạm dừng. Bạn thử lại sau.")


def _require_meant(programme: Programme, phone: str, commune_code: str) -> None:
    if programme.who == P.Who.PHONES:
        if not phone:
            raise PersonUnknown
        if not programme.phones.filter(phone_hash=phone_hash(phone)).exists():
            raise NotForYou(
                f"Số điện thoại này không có trong danh sách của chương trình {programme.name}."
            )
    if programme.who == P.Who.COMMUNES:
        if not commune_code:
            raise PersonUnknown
        if commune_code not in programme.who_codes:
            raise NotForYou(
                f"Chương trình {programme.name} không dành cho xã, phường nhận hàng này."
            )


def _lines_of(programme: Programme, basket) -> dict[int, int]:
    """Return what each line costs that the programme helps with, in đồng. Raises as ``fund``."""
    lines = [line for line in basket.all_lines() if line.line_price_incl_tax_incl_discounts > 0]
    starred = set()
    if programme.goods == P.Goods.OCOP:
        valid = OcopCertificate.objects.valid_on(local_today())
        ids = [line.product_id for line in lines]
        starred = set(valid.filter(product_id__in=ids).values_list("product_id", flat=True))
    found = {
        line.pk: int(line.line_price_incl_tax_incl_discounts)
        for line in lines
        if _is_meant(programme, line, starred)
    }
    if not found:
        words = f"{P.Goods(programme.goods).label[:1].lower()}{P.Goods(programme.goods).label[1:]}"
        raise VoucherRefused(
            f"Mã này không dùng cho hàng trong giỏ. Chương trình dành cho {words}."
        )
    return found


def _is_meant(programme: Programme, line, starred: set[int]) -> bool:
    product, commune = line.product, line.stockrecord.partner.commune
    if programme.goods == P.Goods.OCOP:
        return product.pk in starred
    if programme.goods == P.Goods.SETS:
        return product.product_set is not None and product.product_set.code in programme.goods_codes
    if programme.goods == P.Goods.COMMUNES:
        return commune is not None and commune.code in programme.goods_codes
    return True


def _shares(programme: Programme, costs: list[int]) -> list[Decimal]:
    """Return what the programme pays of each line; by what it costs, to the đồng."""
    goods = sum(costs)
    if goods < programme.least_goods_vnd:
        more = format_vnd(programme.least_goods_vnd - goods)
        raise VoucherRefused(
            f"Mã này cần mua từ {format_vnd(programme.least_goods_vnd)} tiền hàng. "
            f"Bạn chọn thêm {more} hàng của chương trình."
        )
    wanted = programme.amount_vnd
    if programme.percent:
        wanted = goods * programme.percent // 100
        wanted = min(wanted, programme.most_vnd or wanted)
    amount = int(min(wanted, goods * settings.VOUCHER_MOST_PERCENT // 100))
    if not amount:
        raise VoucherRefused("Hàng trong giỏ ít tiền quá nên mã này chưa bớt được gì.")
    if amount > programme.left_vnd:
        raise UsedUp(f"Chương trình {programme.name} đã hết kinh phí.")
    return [Decimal(share) for share in split(amount, costs)]
