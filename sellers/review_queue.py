"""The queue of reviewers: late ones first, then by risk, then by age; with figures and filters."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Min, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalogue.cards import Picture, picture_of_image, shown_images
from catalogue.models import ProductSet
from catalogue.sets import ListingState
from common.dates import VIETNAM
from common.text import fold
from places.models import Commune
from sellers import risk
from sellers.ages import age_words
from sellers.models import ListingEvent

_S = ListingState
#: Sellers are told "trong một ngày".
PROMISED = dt.timedelta(hours=24)
#: Word of the query → what the tab says, and which listings it holds.
VIEWS = {
    "cho-duyet": ("Chờ duyệt", Q(state=_S.SUBMITTED)),
    "xem-lai": ("Xem lại sau", Q(state=_S.APPROVED, risk__look_after=True)),
    "dang-ban": ("Đang bán", Q(state__in=[_S.APPROVED, _S.HIDDEN])),
    "tam-an": ("Tạm ẩn", Q(state=_S.WITHHELD)),
    "da-go": ("Đã gỡ", Q(state=_S.TAKEN_DOWN)),
}
_DECIDED = ("approved", "looked", "sent_back", "withheld", "taken_down", "restored")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reviewer wants to see; empty words leave a filter out."""

    view: str = "cho-duyet"
    commune: str = ""
    set_code: str = ""
    reason: str = ""
    is_late: bool = False
    words: str = ""

    @property
    def has_filter(self) -> bool:
        """Tell whether anything is filtered."""
        return bool(self.commune or self.set_code or self.reason or self.is_late or self.words)


@dataclass(frozen=True, slots=True)
class Row:
    """One listing of the queue; ``band`` is ``high``, ``middle`` or ``low``."""

    pk: int
    title: str
    seller_name: str
    commune: str
    set_name: str
    picture: Picture | None
    age: str
    is_late: bool
    band: str
    reasons: tuple[str, ...]
    state_label: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How the queue stands."""

    waiting: int
    late: int
    median_age: str
    decided_today: int
    to_look_after: int


def read_asked(words) -> Asked:
    """Return what the words of a query ask for; what is not understood is left out."""
    view, reason = words.get("xem", ""), words.get("ly-do", "")
    return Asked(
        view=view if view in VIEWS else "cho-duyet",
        commune=words.get("xa", "")[:5],
        set_code=words.get("nhom", "")[:8],
        reason=reason if reason in risk.LABELS else "",
        is_late=words.get("qua-han") == "1",
        words=words.get("q", "").strip()[:80],
    )


def queue(listings, asked: Asked, *, now: dt.datetime | None = None):
    """Return the listings that are asked for, the most urgent first."""
    late_before = (now or timezone.now()) - PROMISED
    found = listings.filter(VIEWS[asked.view][1])
    if asked.commune:
        found = found.filter(partner__commune__code=asked.commune)
    if asked.set_code:
        found = found.filter(product_set__code=asked.set_code)
    if asked.reason:
        found = found.filter(risk__codes__contains=f" {asked.reason} ")
    if asked.is_late:
        found = found.filter(submitted_at__lte=late_before)
    for word in fold(asked.words).split():
        found = found.filter(search_text__contains=f" {word}")
    if asked.view != "cho-duyet":
        return found.order_by("-date_updated", "-pk")
    is_late = Case(
        When(submitted_at__lte=late_before, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    weighed = found.annotate(is_late=is_late, weight=Coalesce("risk__score", 0))
    return weighed.order_by("-is_late", "-weight", "submitted_at", "pk")


def rows_of(listings, *, now: dt.datetime | None = None) -> list[Row]:
    """Return the rows of one page of ``queue``. 2 queries for any number."""
    now = now or timezone.now()
    related = listings.select_related("partner__commune", "product_set", "risk")
    return [_row(product, now) for product in related.prefetch_related(shown_images())]


def figures(listings, *, now: dt.datetime | None = None) -> Figures:
    """Return how the queue of these listings stands. 4 queries."""
    now = now or timezone.now()
    waiting = listings.filter(state=_S.SUBMITTED)
    counted = waiting.aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=Q(submitted_at__lte=now - PROMISED)),
        first=Min("submitted_at"),
    )
    middle = waiting.exclude(submitted_at=None).order_by("submitted_at")
    at = counted["waiting"] // 2
    median = next(iter(middle.values_list("submitted_at", flat=True)[at : at + 1]), None)
    today = timezone.localtime(now, VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    done = ListingEvent.objects.filter(kind__in=_DECIDED, at__gte=today, product__in=listings)
    return Figures(
        waiting=counted["waiting"],
        late=counted["late"],
        median_age=age_words(now - median) if median else "",
        decided_today=done.values("product").distinct().count(),
        to_look_after=listings.filter(VIEWS["xem-lai"][1]).count(),
    )


def choices(listings, asked: Asked) -> dict[str, list[tuple[str, str]]]:
    """Return the communes and sets that occur in the view, for its filters. 2 queries."""
    shown = listings.filter(VIEWS[asked.view][1]).order_by()
    communes = Commune.objects.filter(pk__in=shown.values("partner__commune"))
    sets = ProductSet.objects.filter(pk__in=shown.values("product_set"))
    return {
        "communes": [(c.code, c.name) for c in communes.order_by("name_folded")[:200]],
        "sets": [(s.code, s.short_name) for s in sets],
        "reasons": list(risk.LABELS.items()),
    }


def _row(product, now: dt.datetime) -> Row:
    known = getattr(product, "risk", None)
    since = product.submitted_at or product.date_updated
    is_waiting = product.state == _S.SUBMITTED
    return Row(
        pk=product.pk,
        title=product.title,
        seller_name=product.partner.name,
        commune=product.partner.commune.name if product.partner.commune else "",
        set_name=product.product_set.short_name if product.product_set else "",
        picture=picture_of_image(product.shown_images[0], alt=product.title)
        if product.shown_images
        else None,
        age=age_words(now - since) if is_waiting else "",
        is_late=is_waiting and since <= now - PROMISED,
        band=band_of(known.score if known else 0),
        reasons=tuple(reason["text"] for reason in known.reasons) if known else (),
        state_label=_S(product.state).label,
    )


def band_of(score: int) -> str:
    """Return ``high``, ``middle`` or ``low``."""
    return "high" if score >= risk.HIGH else "middle" if score >= risk.MIDDLE else "low"
