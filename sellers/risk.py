"""How closely a listing should be looked at: a score with its reasons in words."""

import re
import statistics
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from catalogue.models import Product
from catalogue.sets import ListingState
from common.dates import local_today
from common.money import format_vnd
from sellers import listing_rules
from sellers.listing_rules import LOOK, PAPER, REFUSE, Hit
from sellers.models import ListingEvent

#: Code → how a filter names it.
LABELS = {
    "word": "Có chữ phải xem",
    "paper": "Cần giấy",
    "ocop": "Ghi OCOP mà chưa có giấy",
    "new": "Người bán mới",
    "photo": "Chưa có ảnh",
    "price": "Giá lạ",
    "weight": "Khối lượng lạ",
    "changed": "Sửa sau khi duyệt",
    "returned": "Từng bị trả lại, bị gỡ",
    "phone": "Có số điện thoại",
}
#: From here on a listing stands among the risky ones of the queue.
HIGH, MIDDLE = 50, 25
_OF_VERDICT = {REFUSE: 60, PAPER: 50, LOOK: 25}
#: A price is odd beyond so many times the usual range of its set.
_TIMES = 2
_FEWEST_PEERS, _MOST_PEERS = 5, 400
_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){9}(?!\d)")
_MEMORY = timedelta(days=180)
_UNIT_OF_WEIGHT = {"kg": 1_000, "lit": 1_000}
_MOST_G = 50_000


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing to look at; ``words`` are those of the listing, if any."""

    code: str
    text: str
    field: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The sum, 0 to 100, and what it is made of, the weightiest first."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def as_rows(self) -> list[dict]:
        """Return the reasons for a JSON column."""
        return [asdict(reason) for reason in self.reasons]

    @property
    def codes(self) -> str:
        """Return the codes between spaces, each once."""
        return f" {' '.join(dict.fromkeys(reason.code for reason in self.reasons))} "


def assess(product: Product, *, was_approved: bool = False) -> Assessment:
    """Weigh a listing that is handed in. At most 8 queries.

    ``was_approved`` says that it was in the window before this change.
    """
    weighed = [
        *_words(product),
        *_seller(product),
        *_photo(product),
        *_price(product),
        *_weight(product),
        *_phone(product),
    ]
    if was_approved:
        weighed.append((15, Reason("changed", "Đã duyệt rồi, nay người bán sửa.")))
    weighed.sort(key=lambda pair: -pair[0])
    score = min(100, sum(points for points, _ in weighed))
    return Assessment(score, tuple(reason for _, reason in weighed))


def hits_of(product: Product, *, every: bool = False) -> list[Hit]:
    """Return the rules that the listing meets; with a star it may say OCOP. 1 query."""
    code = product.product_set.code if product.product_set else ""
    hits = listing_rules.find_hits(
        title=product.title, description=product.description, set_code=code, every=every
    )
    if any(hit.rule.kind == "ocop" for hit in hits):
        valid = product.certificates.valid_on(local_today()).exists()
        hits = [hit for hit in hits if not (valid and hit.rule.kind == "ocop")]
    return hits


def _words(product: Product):
    for hit in hits_of(product):
        code = {"ocop": "ocop"}.get(hit.rule.kind, "paper" if hit.verdict == PAPER else "word")
        said = f" (“{hit.words}”)" if hit.field != listing_rules.SET else ""
        text = hit.rule.says_reviewer.rstrip(".") + said + "."
        words = hit.words if hit.field != listing_rules.SET else ""
        yield _OF_VERDICT[hit.verdict], Reason(code, text, hit.field, words)


def _seller(product: Product):
    others = Product.objects.of_partner(product.partner).exclude(pk=product.pk)
    if not others.filter(approved_at__isnull=False).exists() and not product.approved_at:
        yield 20, Reason("new", "Người bán chưa có món nào được duyệt.")
    since = timezone.now() - _MEMORY
    kinds = ListingEvent.Kind
    past = ListingEvent.objects.filter(product__partner=product.partner, at__gte=since)
    counted = list(
        past.filter(kind__in=[kinds.SENT_BACK, kinds.WITHHELD, kinds.TAKEN_DOWN]).values_list(
            "kind", flat=True
        )[:50]
    )
    gone = sum(kind != kinds.SENT_BACK for kind in counted)
    back = len(counted) - gone
    if gone:
        yield 40, Reason("returned", f"Nửa năm qua có {gone} lần hàng bị gỡ hoặc bị ẩn.")
    if back:
        yield min(10 * back, 30), Reason("returned", f"Nửa năm qua có {back} lần bị trả lại.")


def _photo(product: Product):
    if not product.images.exists():
        yield 25, Reason("photo", "Chưa có ảnh.", "photo")


def _price(product: Product):
    record = product.stockrecords.first()
    if record is None or not record.price:
        return
    own = _per_kg(record.price, product.net_weight_g)
    peers = _peer_prices(product, per_kg=own is not None)
    if len(peers) < _FEWEST_PEERS:
        return
    low, _, high = statistics.quantiles(peers, n=4)
    asked = own if own is not None else record.price
    if Decimal(low) / _TIMES <= asked <= Decimal(high) * _TIMES:
        return
    unit = "/kg" if own is not None else ""
    usual = f"{format_vnd(round(low, -3))} đến {format_vnd(round(high, -3))}"
    word = "cao" if asked > high else "thấp"
    text = f"Giá {word}: {format_vnd(round(asked, -3))}{unit}, món cùng nhóm thường {usual}{unit}."
    yield 25, Reason("price", text, "price")


def _peer_prices(product: Product, *, per_kg: bool) -> list[Decimal]:
    """Return prices of the same set, of the commune if it has enough. 1 or 2 queries."""
    public = Product.objects.on_sale().filter(product_set=product.product_set)
    public = public.exclude(partner=product.partner).order_by("-approved_at")
    near = public.filter(partner__commune=product.partner.commune)
    for some in (near, public):
        rows = some.values_list("stockrecords__price", "net_weight_g")[:_MOST_PEERS]
        found = [_per_kg(price, grams) if per_kg else price for price, grams in rows if price]
        found = [price for price in found if price is not None]
        if len(found) >= _FEWEST_PEERS:
            return found
    return found


def _per_kg(price: Decimal, grams: int) -> Decimal | None:
    return price * 1000 / grams if grams else None


def _weight(product: Product):
    grams, unit = product.net_weight_g, _UNIT_OF_WEIGHT.get(product.sale_unit)
    if unit and grams != unit:
        yield (
            15,
            Reason("weight", "Bán theo kg hoặc lít mà khối lượng ghi khác 1 kg.", "net_weight"),
        )
    elif grams > _MOST_G:
        yield 15, Reason("weight", "Một phần nặng hơn 50 kg.", "net_weight")


def _phone(product: Product):
    for field, text in (("title", product.title), ("description", product.description)):
        if found := _PHONE.search(text):
            text = "Ghi số điện thoại: dễ thành mua bán ngoài sàn."
            yield 20, Reason("phone", text, field, found[0])


def was_shown(state: str) -> bool:
    """Tell whether a listing in this state has been approved before its seller changed it."""
    return state in {ListingState.APPROVED, ListingState.HIDDEN}
