"""Questions that the seller's pages ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Case, Count, F, Min, Q, When
from django.utils import timezone

from accounts.models import User
from catalogue.cards import Picture, free_stock, picture_of_image, shown_images, stock_record
from catalogue.models import Product
from catalogue.sets import ListingState
from common.dates import local_date, local_today, near_date
from common.units import unit_label
from sellers import money, papers
from sellers.feedback import of_seller
from sellers.models import ListingDraft, Membership, Seller
from sellers.preorders import DUE_DAYS
from shop.order import asking
from shop.order.models import Proposal, SellerOrder
from shop.order.states import PREPAID, PaymentState, SellerOrderState
from shop.payment.models import PaymentAttempt

LOW_STOCK = 3
_DUE = timedelta(days=DUE_DAYS)
#: Guests of a tour who are expected.
_TO_COME = (SellerOrderState.CONFIRMED, SellerOrderState.PACKED)
_NEXT_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for the seller."""

    count: int
    words: str
    note: str
    url: str
    state: str = ""
    is_for_helpers: bool = True


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One listing as its seller sees it. Price in đồng, ``free`` in sale units."""

    id: int
    title: str
    url: str
    picture: Picture | None
    price_vnd: Decimal
    unit: str
    free: int
    in_stock: int
    allocated: int
    state: str
    state_label: str
    review_note: str
    is_on: bool
    can_switch: bool
    is_low: bool
    #: Still owed to orders after a harvest that brought too little.
    owed: int = 0
    #: From which day goods on pre-order are sent; empty for goods at hand.
    ahead_words: str = ""


@dataclass(frozen=True, slots=True)
class SellerHome:
    """The first page of a seller. Amounts in đồng."""

    needs: list[Need]
    due_vnd: Decimal
    received_vnd: Decimal
    goods: list[GoodsRow]
    goods_total: int


def membership_of(user: User) -> Membership | None:
    """Return the membership by which the user acts for a seller, or None. 1 query.

    The own shop comes first: a packer of one shop may later be given the account of its household.
    """
    if not user.is_authenticated:
        return None
    mine = Membership.objects.filter(user=user).select_related("seller__partner__commune")
    return mine.order_by(Case(When(role=Membership.Role.OWNER, then=0), default=1), "id").first()


def seller_of(user: User) -> Seller | None:
    """Return the seller that the user acts for, or None."""
    membership = membership_of(user)
    return membership.seller if membership else None


def goods_rows(listings) -> list[GoodsRow]:
    """Return the rows of a queryset of one seller's listings, in three queries."""
    return [_goods_row(p) for p in listings.prefetch_related("stockrecords", shown_images())]


def _ahead_words(product: Product, record) -> str:
    if product.is_parent:
        return "bán theo ngày đi"
    return f"bán trước, gửi từ {near_date(record.ready_on)}" if record else ""


def _goods_row(product: Product) -> GoodsRow:
    record = stock_record(product)
    free = free_stock(product)
    state = ListingState(product.state)
    is_ahead = record is not None and record.is_on_preorder
    owed = record.num_promised if record and not is_ahead else 0
    return GoodsRow(
        id=product.pk,
        title=product.title,
        url=f"/ban-hang/san-pham/{product.pk}/",
        picture=picture_of_image(product.shown_images[0], alt=product.title)
        if product.shown_images
        else None,
        price_vnd=record.price if record else Decimal(0),
        unit=unit_label(product.sale_unit),
        free=free,
        in_stock=record.num_in_stock - owed if record else 0,
        allocated=record.num_allocated if record else 0,
        state=state,
        state_label=state.label,
        review_note=product.review_note,
        is_on=state == ListingState.APPROVED,
        can_switch=state in {ListingState.APPROVED, ListingState.HIDDEN},
        is_low=state == ListingState.APPROVED
        and free <= LOW_STOCK
        and not (is_ahead or product.is_parent),
        owed=owed,
        ahead_words=_ahead_words(product, record if is_ahead else None),
    )


def seller_home(
    *, seller: Seller, now: datetime | None = None, for_helper: bool = False
) -> SellerHome:
    """Return what needs the seller now, its money and its newest goods; twelve queries.

    ``for_helper`` leaves out what only the household itself can do: money.
    """
    orders = SellerOrder.objects.of_partner(seller.partner)
    counts = _order_counts(orders, now or timezone.now())
    sums = money.sums_of(seller.partner)
    listings = Product.objects.of_partner(seller.partner)
    lists = listings.aggregate(
        total=Count("pk"),
        low=Count(
            "pk",
            filter=Q(
                state=ListingState.APPROVED,
                structure=Product.STANDALONE,
                stockrecords__ready_on=None,
                stockrecords__num_in_stock__lte=F("stockrecords__num_allocated") + LOW_STOCK,
            ),
        ),
        due=Count("pk", filter=Q(stockrecords__ready_on__lte=local_today() + _DUE)),
        returned=Count("pk", filter=Q(state=ListingState.REJECTED)),
    )
    drafts = ListingDraft.objects.filter(seller=seller, listing=None).count()
    of_papers = papers.needs_of(seller.partner)
    said = of_seller.needs_of(seller.partner)
    needs = _needs(counts, lists | {"drafts": drafts}, sums, said, of_papers)
    return SellerHome(
        needs=[need for need in needs if not for_helper or need.is_for_helpers][:3],
        due_vnd=sums.waiting_vnd + sums.held_vnd,
        received_vnd=sums.in_hand_vnd,
        goods=goods_rows(listings.order_by("-id")[:4]),
        goods_total=lists["total"],
    )


def _order_counts(orders, now: datetime) -> dict[str, int]:
    """Return how many orders wait for the seller, by what is to be done. 3 queries."""
    unpaid = Q(payment_method__in=PREPAID) & ~Q(payment_state=PaymentState.PAID)
    is_there = Q(ready_on=None) | Q(harvested_at__isnull=False)
    to_confirm = Q(state=SellerOrderState.PLACED) & ~unpaid & is_there
    to_pack = Q(state=SellerOrderState.CONFIRMED, tour_on=None)
    counts = orders.aggregate(
        to_confirm=Count("pk", filter=to_confirm),
        late=Count("pk", filter=to_confirm & Q(confirm_by__lt=now)),
        confirm_by=Min("confirm_by", filter=to_confirm),
        to_pack=Count("pk", filter=to_pack),
        ship_by=Min("ship_by", filter=to_pack),
        to_ship=Count("pk", filter=Q(state=SellerOrderState.PACKED, tour_on=None)),
        failed=Count("pk", filter=Q(state=SellerOrderState.DELIVERY_FAILED, tour_on=None)),
        absent=Count("pk", filter=Q(state=SellerOrderState.DELIVERY_FAILED, tour_on__isnull=False)),
        coming=Count("pk", filter=Q(state__in=_TO_COME, tour_on__lte=local_date(now) + _NEXT_DAY)),
    )
    claimed = orders.filter(
        unpaid,
        state=SellerOrderState.PLACED,
        payment_attempts__state=PaymentAttempt.State.CLAIMED,
    )
    wishes = orders.filter(
        proposals__state=Proposal.State.OPEN, proposals__kind=Proposal.Kind.RETURN
    )
    return counts | {
        "claimed": list(claimed.values_list("number", flat=True).distinct()[:20]),
        "wishes": list(wishes.values_list("number", flat=True)[:20]),
    }


def _needs(orders: dict, lists: dict, sums: money.Sums, said: list, of_papers: list) -> list[Need]:
    rows = [
        Need(
            orders["to_confirm"],
            "đơn chờ xác nhận",
            "Có đơn quá hạn trả lời"
            if orders["late"]
            else _until("Nhận đơn", orders["confirm_by"], "Bấm để xem và nhận đơn"),
            "/ban-hang/don-hang/?trang-thai=placed",
            "late" if orders["late"] else "urgent",
        ),
        Need(
            len(orders["claimed"]),
            "đơn khách báo đã chuyển tiền",
            "Xem tài khoản rồi bấm Đã nhận tiền",
            _first_or_all(orders["claimed"]),
            "urgent",
            is_for_helpers=False,
        ),
        Need(
            len(orders["wishes"]),
            "khách muốn trả hàng",
            "Bấm để xem và trả lời",
            _first_or_all(orders["wishes"]),
            "urgent",
            is_for_helpers=False,
        ),
        Need(
            orders["to_pack"],
            "đơn cần gói",
            _until("Gửi đi", orders["ship_by"], "Gói xong thì bấm Đã gói xong"),
            "/ban-hang/goi-hang/",
            "urgent",
        ),
        Need(
            lists["due"],
            "món bán trước đến ngày gửi",
            "Thu hoạch rồi thì ghi số, chưa kịp thì dời ngày",
            "/ban-hang/ban-truoc/",
            "urgent",
        ),
        *(Need(*row) for row in said),
        Need(
            orders["to_ship"],
            "đơn chờ gửi đi",
            "Đưa cho người giao rồi bấm Đã gửi đi",
            "/ban-hang/don-hang/?trang-thai=packed",
        ),
        Need(
            orders["failed"],
            "đơn giao không được",
            "Giao lại, hoặc ghi là hàng đã về",
            "/ban-hang/don-hang/?trang-thai=delivery_failed",
        ),
        Need(
            orders["coming"],
            "đơn khách đến hôm nay, ngày mai",
            "Chốt khách rồi nhắc khách chỗ gặp",
            "/ban-hang/don-hang/",
            "urgent",
        ),
        Need(
            orders["absent"],
            "đơn khách không đến",
            "Gọi khách, hoặc ghi là khách không đi nữa",
            "/ban-hang/don-hang/?trang-thai=delivery_failed",
        ),
        Need(lists["returned"], "món bị trả lại", "Xem cần sửa gì", "/ban-hang/san-pham/"),
        *(Need(*row) for row in of_papers),
        Need(
            sums.to_pass_on,
            "đơn bưu tá đang giữ tiền",
            "Nhận được tiền thì bấm Bưu tá đã chuyển tiền",
            "/ban-hang/tien/?xem=giu",
            is_for_helpers=False,
        ),
        Need(lists["low"], "món sắp hết hàng", "Bấm để thêm hàng", "/ban-hang/san-pham/"),
        Need(lists["drafts"], "món đang viết dở", "Bấm để viết tiếp", "/ban-hang/san-pham/"),
    ]
    return [row for row in rows if row.count]


def _until(what: str, at: datetime | None, otherwise: str) -> str:
    """Return ``Nhận đơn trước 14:30 hôm nay``."""
    return f"{what} trước {asking.moment(at)}" if at else otherwise


def _first_or_all(numbers: list[str]) -> str:
    """Return the page of the only order, or the list when there are more."""
    return f"/ban-hang/don-hang/{numbers[0]}/" if len(numbers) == 1 else "/ban-hang/don-hang/"
