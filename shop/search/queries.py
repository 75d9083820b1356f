"""Which goods a shopper asked for: the same rows on SQLite and on PostgreSQL."""

from dataclasses import dataclass, fields, replace
from decimal import Decimal

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from catalogue.models import Category, OcopCertificate, Product, ProductSet
from common.dates import local_today
from common.text import fold, normalize, sort_key
from places.models import Commune

SORTS = {
    "": "Mới nhất",
    "gia-tang": "Giá thấp trước",
    "gia-giam": "Giá cao trước",
}
_ORDERS = {
    "gia-tang": ("stockrecords__price",),
    "gia-giam": ("-stockrecords__price",),
}
_NEWEST = ("-approved_at", "-pk")
MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the shopper asked for; an empty value asks for nothing."""

    text: str = ""
    set_code: str = ""
    commune_code: str = ""
    stars: int | None = None
    month: int | None = None
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    sort: str = ""

    def without(self, *names: str) -> "Wanted":
        """Return the same wish with some conditions dropped."""
        empty = {f.name: f.default for f in fields(self)}
        return replace(self, **{name: empty[name] for name in names})


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter with the number of goods behind it."""

    code: str
    label: str
    count: int


def find_products(
    *,
    text: str = "",
    set_code: str = "",
    commune_code: str = "",
    stars: int | None = None,
    month: int | None = None,
    price_from: Decimal | None = None,
    price_to: Decimal | None = None,
    sort: str = "",
    category: Category | None = None,
) -> QuerySet[Product]:
    """Return the goods on sale that fit, best first.

    Every word of ``text`` must begin a word of the listing, tone marks or not. ``stars`` asks
    for at least that many. Prices are whole đồng for one sale unit.
    """
    goods = Product.objects.on_sale()
    for word in fold(text).split()[:MAX_WORDS]:
        goods = goods.filter(search_text__contains=f" {word}")
    if set_code:
        goods = goods.filter(product_set__code=set_code)
    if commune_code:
        goods = goods.filter(partner__commune__code=commune_code)
    if stars:
        goods = goods.filter(pk__in=_recognised(stars))
    if month:
        goods = goods.in_season(month)
    if category is not None:
        goods = goods.filter(product_set__category__path__startswith=category.path)
    goods = goods.filter(_priced(price_from, price_to))
    return _in_order(goods, text, sort)


def find(wanted: Wanted, *, category: Category | None = None) -> QuerySet[Product]:
    """Return the goods that fit a wish."""
    words = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
    return find_products(**words, category=category)


def set_options(wanted: Wanted, *, category: Category | None = None) -> list[Option]:
    """Return the product sets among what else was asked for, fullest first. ≤ 2 queries."""
    found = find(wanted.without("set_code", "sort"), category=category)
    options = _options(found, "product_set__code", "product_set__short_name")
    names = ProductSet.objects.values_list("short_name", flat=True)
    return _with_chosen(options, wanted.set_code, names)


def commune_options(wanted: Wanted, *, category: Category | None = None) -> list[Option]:
    """Return the communes among what else was asked for, fullest first. ≤ 2 queries."""
    found = find(wanted.without("commune_code", "sort"), category=category)
    options = _options(found, "partner__commune__code", "partner__commune__name")
    names = Commune.objects.values_list("name", flat=True)
    return _with_chosen(options, wanted.commune_code, names)


def _with_chosen(options: list[Option], code: str, names: QuerySet) -> list[Option]:
    """Keep the chosen one in the list even when nothing is behind it."""
    if not code or any(option.code == code for option in options):
        return options
    name = names.filter(code=code).first()
    return [*options, Option(code, name or f"Mã {code}", 0)]


def _options(found: QuerySet[Product], code: str, label: str) -> list[Option]:
    rows = (
        found.order_by()
        .exclude(**{code: None})
        .values_list(code, label)
        .annotate(count=Count("pk"))
    )
    options = [Option(*row) for row in rows]
    return sorted(options, key=lambda o: (-o.count, sort_key(o.label)))


def _recognised(stars: int) -> QuerySet:
    valid = OcopCertificate.objects.valid_on(local_today())
    return valid.filter(stars__gte=stars).values("product")


def _priced(price_from: Decimal | None, price_to: Decimal | None) -> Q:
    condition = Q()
    if price_from is not None:
        condition &= Q(stockrecords__price__gte=price_from)
    if price_to is not None:
        condition &= Q(stockrecords__price__lte=price_to)
    return condition


def _in_order(goods: QuerySet[Product], text: str, sort: str) -> QuerySet[Product]:
    if sort in _ORDERS:
        return goods.order_by(*_ORDERS[sort], *_NEWEST)
    if not fold(text):
        return goods.order_by(*_NEWEST)
    return goods.annotate(rank=_rank(text)).order_by("rank", *_NEWEST)


def _rank(text: str) -> Case:
    """Rank a title with the very tone marks first, then a title that begins so."""
    typed = normalize(text)
    # SQLite compares letters outside ASCII by case: try the spellings of a title.
    spellings = {typed, typed.lower(), typed.capitalize(), typed.title()}
    as_typed = Q()
    for spelling in spellings:
        as_typed |= Q(title__icontains=spelling)
    return Case(
        When(as_typed, then=Value(0)),
        When(search_text__startswith=f" {fold(text)}", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
