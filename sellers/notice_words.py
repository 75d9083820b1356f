"""What a notice says on each channel. No buyer's name, phone or address leaves the market."""

from django.conf import settings

from common.dates import format_datetime
from common.money import format_vnd
from common.phones import format_phone
from common.units import unit_label
from sellers import answer_links
from sellers.models import NoticeStep
from shop.order.models import SellerOrder
from shop.order.notices import seller_page_url
from shop.order.states import PREPAID

MAX_GOODS = 120


def items_of(part: SellerOrder) -> tuple[str, ...]:
    """Return ``2 gói Chè nõn tôm`` for each line. 1 query."""
    lines = part.lines.order_by("pk")
    return tuple(f"{x.quantity} {unit_label(x.sale_unit)} {x.title}" for x in lines)


def goods_of(part: SellerOrder) -> str:
    """Return all goods in one sentence, cut at a whole item. 1 query."""
    items = items_of(part)
    kept = list(items[:1])
    for item in items[1:]:
        if len(", ".join([*kept, item])) > MAX_GOODS:
            return f"{', '.join(kept)} và {len(items) - len(kept)} món khác"
        kept.append(item)
    return ", ".join(kept)


def amount_of(part: SellerOrder) -> str:
    """Return what the goods come to, without the freight."""
    return format_vnd(part.goods_vnd - part.discount_vnd)


def text_of(step: NoticeStep, part: SellerOrder) -> str:
    """Return the words of a step for the seller's own phone."""
    goods = goods_of(part)
    bought = "đặt chỗ" if part.tour_on else "đặt mua"
    if step.channel == NoticeStep.Channel.VOICE and part.tour_on:
        return (
            f"Sàn nông sản xin báo. Có người đặt chỗ {goods}, tiền chuyến đi {amount_of(part)}. "
            "Nhận khách, bấm phím 1. Không nhận được, bấm phím 2."
        )
    if step.channel == NoticeStep.Channel.VOICE:
        return (
            f"Sàn nông sản xin báo. Có người đặt mua {goods}, tiền hàng {amount_of(part)}. "
            "Có hàng, bấm phím 1. Có ít hơn, bấm phím 2. Hôm nay chưa giao được, bấm phím 3."
        )
    is_paid = " Khách đã trả tiền." if part.payment_method in PREPAID else ""
    until = f" trước {format_datetime(part.confirm_by)}" if part.confirm_by else ""
    return (
        f"Có người {bought} {goods}. Đơn {part.number}, {amount_of(part)}.{is_paid} "
        f"Bà con trả lời{until}: {answer_links.url_of(step)}"
    )


def params_of(step: NoticeStep, part: SellerOrder) -> dict[str, str]:
    """Return the same facts by name, for providers that keep the words themselves."""
    return {
        "order": part.number,
        "seller": part.seller_name,
        "goods": goods_of(part),
        "amount": amount_of(part),
        "deadline": format_datetime(part.confirm_by) if part.confirm_by else "",
        "link": answer_links.url_of(step),
        "answer": answer_links.token_of(step),
    }


def contact_text(part: SellerOrder, since) -> str:
    """Return the words for who helps the household."""
    return (
        f"{part.seller_name} có đơn {part.number} từ {format_datetime(since)} chưa trả lời. "
        f"Nhờ anh chị gọi {format_phone(part.partner.phone) or 'hoặc đến nhà'} nhắc giúp. "
        f"Cần hỏi thì gọi {format_phone(settings.OPERATOR['phone'])}."
    )


def page_text(part: SellerOrder, path: str, what: str) -> str:
    """Return the words after a key that needs more than a key: where to say the rest."""
    return (
        f"Đơn {part.number}: {what}. "
        f"Bà con ghi rõ ở đây{'' if part.tour_on else ' để hỏi khách'}: "
        f"{seller_page_url(part)}{path}/"
    )
