"""What buyers of the demo say of goods that arrived, what people ask, what sellers answer."""

import datetime as dt

from catalogue.models import Product
from catalogue.reviews.models import ProductQuestion, ProductReview, Status
from common.contacts import mask_name
from demo.clock import NOW, dice
from places.models import Province
from shop.order.models import Line
from shop.order.reviewable import ARRIVED

#: Of a large demo only so many lines are spoken of.
_MOST = 2_000
_SHARE = 0.45
_SCORES = (5, 5, 5, 5, 5, 5, 4, 4, 4, 3, 2, 1)
_WORDS = {
    5: (
        "Hàng đúng như ảnh, gói kỹ. Sẽ mua nữa.",
        "Ngon, cả nhà đều ưng.",
        "Lần hai mua ở đây, vẫn đều tay.",
        "Thơm, sạch, giao nhanh hơn hẹn.",
        "Biếu ông bà, ông bà khen mãi.",
        "",
    ),
    4: ("Ngon, giao chậm một ngày.", "Ổn so với giá. Gói dày hơn chút thì tốt.", ""),
    3: ("Tạm được, không như tôi nghĩ.", "Hộp hơi móp, hàng trong vẫn tốt."),
    2: ("Thiếu một gói, gọi thì người bán gửi bù sau.",),
    1: ("Giao lâu quá, gọi mấy lần mới nghe máy.",),
}
_ANSWERS = {
    5: "Cảm ơn bác, mùa sau nhà em lại gửi.",
    4: "Cảm ơn bác. Lần sau nhà em gói dày hơn.",
    3: "Nhà em xin lỗi vì hộp móp, lần sau lót thêm giấy.",
    2: "Nhà em đếm thiếu, đã gửi bù. Mong bác thông cảm.",
}
_ASKED = (
    (
        "Món này để được bao lâu sau khi mở?",
        "Mở rồi bác đậy kín, để chỗ mát, dùng trong hai tháng.",
    ),
    ("Mua làm quà có hộp giấy không ạ?", "Có ạ, bác nhắn khi đặt, nhà em không tính thêm tiền."),
    ("Bao giờ có mẻ mới?", ""),
)


def are_missing() -> bool:
    """Tell whether nobody of the demo has said anything while goods have arrived."""
    return not ProductReview.objects.filter(is_demo=True).exists() and _lines().exists()


def write_feedback() -> None:
    """Write reviews, questions and answers, unless they are there."""
    if not are_missing():
        return
    throw, provinces = dice("feedback"), dict(Province.objects.values_list("code", "name"))
    lines = _lines().select_related("seller_order__order", "product").order_by("pk")[:_MOST]
    said = [_review(line, throw, provinces) for line in lines if throw.random() < _SHARE]
    days = [review.date_created for review in said]
    made = ProductReview.objects.bulk_create(said, 500)
    # The moment of writing is stamped by the database layer; here it is a day of the demo.
    for review, day in zip(made, days, strict=True):
        review.date_created = day
    ProductReview.objects.bulk_update(made, ["date_created"], 500)
    spoken_of = Product.objects.filter(pk__in={review.product_id for review in made})
    for product in spoken_of.order_by("pk"):
        product.update_rating()
    questions = [_question(p, number) for number, p in enumerate(spoken_of.order_by("pk")[:60])]
    ProductQuestion.objects.bulk_create(questions, 500)


def _lines():
    arrived = Line.objects.filter(seller_order__is_demo=True, seller_order__state__in=ARRIVED)
    return arrived.filter(product__is_public=True)


def _review(line: Line, throw, provinces: dict[str, str]) -> ProductReview:
    part = line.seller_order
    score = throw.choice(_SCORES)
    at = (part.delivered_at or part.placed_at) + dt.timedelta(days=throw.randint(1, 6))
    at = min(at, NOW)
    answer = _ANSWERS.get(score, "") if throw.random() < 0.5 else ""
    return ProductReview(
        product=line.product,
        line=line,
        user_id=part.order.user_id,
        name=mask_name(part.order.customer_name),
        place=provinces.get(part.destination_province_code, ""),
        score=score,
        body=throw.choice(_WORDS[score]),
        status=Status.SHOWN,
        date_created=at,
        answer=answer,
        answered_at=min(at + dt.timedelta(days=1), NOW) if answer else None,
        is_demo=True,
    )


def _question(product: Product, number: int) -> ProductQuestion:
    text, answer = _ASKED[number % len(_ASKED)]
    at = NOW - dt.timedelta(days=20 - number % 15, hours=number % 9)
    return ProductQuestion(
        product=product,
        name=("Đ*** Hoa", "N*** Minh", "P*** Lan")[number % 3],
        text=text,
        status=Status.SHOWN,
        asked_at=at,
        answer=answer,
        answered_at=at + dt.timedelta(hours=5) if answer else None,
        is_demo=True,
    )
