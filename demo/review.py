"""What waits for reviewers in the demo: weighed listings, and one request to take one down."""

import datetime as dt

from django.utils import timezone

from accounts.models import User
from catalogue.models import Product
from catalogue.sets import ListingState
from demo.people import LOGINS
from sellers import risk, takedowns
from sellers.models import ListingEvent, ListingRisk, TakedownRequest

#: Of a large demo only so many are weighed beforehand; the page weighs the others when opened.
_MOST = 60
#: Waiting listing → a sentence that a reviewer should find.
_SENTENCES = {
    "DEMO-000005": "Uống đều mỗi ngày giúp mát gan, hạ huyết áp.",
    "DEMO-000018": "Mua nhiều xin nhắn Zalo 0990 208 111.",
}
_ASKED_FOR = "DEMO-000027"


def is_complete() -> bool:
    """Tell whether the waiting listings are weighed and the request is there."""
    is_waiting = _waiting().exists()
    is_weighed = ListingRisk.objects.filter(product__is_demo=True).exists()
    has_request = TakedownRequest.objects.filter(product__is_demo=True).exists()
    return (is_weighed or not is_waiting) and has_request


def write_review() -> None:
    """Weigh what waits and write the request, unless they are there."""
    operator = User.objects.get(phone=LOGINS["operator"].phone)
    for product in list(_waiting().filter(risk=None).order_by("upc")[:_MOST]):
        _weigh(product)
    product = Product.objects.filter(upc=_ASKED_FOR, is_demo=True).first()
    if product and not product.takedown_requests.exists():
        takedowns.record(
            product=product,
            recorder=operator,
            source=TakedownRequest.Source.AUTHORITY,
            asked_by="Đội Quản lý thị trường (minh họa)",
            document_no="36/YC-QLTT",
            basis="nhan-hang",
            text="Nhãn ghi mật ong rừng, mật là mật nuôi.",
            received_at=timezone.now() - dt.timedelta(hours=3),
        )


def _waiting():
    return Product.objects.filter(is_demo=True, state=ListingState.SUBMITTED)


def _weigh(product: Product) -> None:
    if sentence := _SENTENCES.get(product.upc):
        product.description = f"{product.description}\n\n{sentence}"
        product.save(update_fields=["description"])
    weighed = risk.assess(product)
    ListingRisk.objects.create(
        product=product,
        score=weighed.score,
        reasons=weighed.as_rows,
        codes=weighed.codes,
        checked_at=product.submitted_at,
    )
    ListingEvent.objects.create(
        product=product,
        kind=ListingEvent.Kind.HANDED_IN,
        at=product.submitted_at,
        actor=product.listed_by,
        actor_label=product.listed_by.full_name if product.listed_by else "",
        from_state=ListingState.DRAFT,
        to_state=ListingState.SUBMITTED,
        reasons=weighed.as_rows,
    )
