"""Load the demo: plan everything, write what is missing, let the figures be counted."""

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db.models import Count

from accounts.models import User
from catalogue.models import OcopCertificate, Product, ProductSet
from common.errors import BusinessRuleError
from demo import (
    beside,
    consent,
    feedback,
    field_reports,
    households,
    markets,
    papers,
    photos,
    preorders,
    programmes,
    review,
    scenes,
    stalls,
    tours,
    ways,
)
from demo.clock import REFERENCE_DAY
from demo.listing_rows import OtherDemo, missing_listings, write_listings
from demo.listings import Listing, plan_core_listings, plan_listings
from demo.makers import Maker, plan_core, plan_makers
from demo.order_rows import write_orders
from demo.orders import CORE_SEASON, Planner, Season
from demo.people import LOGINS, write_logins
from demo.seller_rows import missing_makers, write_makers
from demo.stars import with_stars
from demo.stock import Needs, write_stock
from fieldreports.models import FieldReport
from heritage.models import Scene
from markets.models import Market
from sellers.models import HouseholdRecord, Seller
from shop.order.models import SellerOrder
from shop.programme.models import Programme
from stats.draining import drain
from stats.keys import suspended
from teams.models import HouseVisit

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything; ``season`` adds orders to those of the core."""

    name: str
    sellers: int
    live: int
    households: int
    markets: int
    beside: beside.Beside
    season: Season | None = None
    is_bench: bool = False


_FIRST_DAY = REFERENCE_DAY.replace(year=2025, month=1, day=1)
SCALES = {
    scale.name: scale
    for scale in (
        Scale("small", sellers=12, live=0, households=500, markets=12, beside=beside.SMALL),
        Scale("province", sellers=300, live=2_500, households=190_000, markets=139,
              beside=beside.REPORT, season=Season("province", 14_880, _FIRST_DAY, 1_000)),
        Scale("large", sellers=6_000, live=100_000, households=190_000, markets=139,
              beside=beside.REPORT, season=Season("large", 540_000, _FIRST_DAY, 1_000),
              is_bench=True),
    )
}  # fmt: skip
_TABLE_SHARE = 2_500
_BENCH_PICTURES = 200


class NoReference(BusinessRuleError):
    """The places and product sets are not loaded."""

    message = "Chưa có danh mục. Chạy trước: python manage.py load_reference"


class AnotherDemo(BusinessRuleError):
    """The database holds a demo of another scale that this one cannot extend."""

    message = "Đã có dữ liệu minh họa cỡ khác. Dùng cơ sở dữ liệu mới, hoặc chạy lại đúng cỡ cũ."


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the demo has after the run: counts, and the seconds of each part of the run."""

    scale: str
    changed: bool
    counts: dict[str, int]
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Plan:
    scale: Scale
    makers: list[Maker]
    listings: list[Listing]
    planners: tuple[Planner, ...]
    with_bac_kan: bool

    @property
    def pictured(self) -> list[Listing]:
        """Return the listings with photos: a benchmark needs only some."""
        return self.listings[:_BENCH_PICTURES] if self.scale.is_bench else self.listings

    @property
    def seller_orders(self) -> int:
        season = self.scale.season
        return CORE_SEASON.count + (season.count if season else 0)


class _Run:
    """Measures the parts of a run and says how far it is."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.seconds = progress, {}

    @contextmanager
    def part(self, name: str):
        """Time a part and report it."""
        start = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - start, 1)
        self.progress(f"{name}: {self.seconds[name]} s")


def load(
    scale: str, progress: Progress = lambda line: None, *, with_bac_kan: bool = False
) -> Loaded:
    """Load the demo at ``small``, ``province`` or ``large``; a second run changes nothing.

    Raises ``NoReference`` or ``AnotherDemo``. ``small`` can be extended by either of the
    others. ``with_bac_kan`` spreads sellers and households over all 92 communes.
    """
    if not ProductSet.objects.exists():
        raise NoReference
    run = _Run(progress)
    with run.part("plan"):
        plan = _plan(SCALES[scale], with_bac_kan)
        listings = _missing(plan)
    with run.part("pictures"):
        _render(plan, progress)
    changed = _is_incomplete(plan, listings)
    if changed:
        with suspended():
            _write(plan, listings, run)
        with run.part("figures"):
            _count_figures(progress)
    return Loaded(scale, changed, counts(), run.seconds)


def counts() -> dict[str, int]:
    """Return how many demo rows there are of each kind."""
    products = Product.objects.filter(is_demo=True, parent=None)
    live = products.filter(is_public=True)
    valid = OcopCertificate.objects.valid_on(REFERENCE_DAY)
    chosen = Market.objects.filter(is_demo=True)
    return {
        "logins": User.objects.filter(phone__in=[x.phone for x in LOGINS.values()]).count(),
        "sellers": Seller.objects.filter(is_demo=True).count(),
        "self_listing_sellers": live.filter(is_self_listed=True).aggregate(
            n=Count("partner", distinct=True)
        )["n"],
        "products": products.count(),
        "live_products": live.count(),
        "live_products_with_ocop": live.filter(certificates__in=valid).distinct().count(),
        "seller_orders": SellerOrder.objects.filter(is_demo=True).count(),
        "households": HouseholdRecord.objects.filter(is_demo=True).count(),
        "markets": chosen.count(),
        "markets_40": chosen.filter(is_40_since__isnull=False).count(),
        "programmes": Programme.objects.filter(name__endswith=programmes.MARK).count(),
        "field_reports": FieldReport.objects.filter(text__endswith=field_reports.MARK).count(),
        "team_visits": HouseVisit.objects.filter(team__is_demo=True).count(),
        "scenes": Scene.objects.filter(is_sample=True).count(),
        **beside.counts(),
    }


def _plan(scale: Scale, with_bac_kan: bool) -> _Plan:
    makers = plan_makers(scale.sellers, with_bac_kan=with_bac_kan) if scale.live else plan_core()
    core = plan_core_listings(makers)
    listings = core
    if scale.live:
        listings = plan_listings(makers, scale.live)
        listings = with_stars(listings, makers, scale=scale.live // _TABLE_SHARE)
    planners = [Planner(CORE_SEASON, plan_core(), core)]
    if scale.season:
        planners.append(Planner(scale.season, makers, listings))
    return _Plan(scale, makers, listings, tuple(planners), with_bac_kan)


def _missing(plan: _Plan) -> list[Listing]:
    try:
        return missing_listings(plan.listings, plan.makers)
    except OtherDemo as problem:
        raise AnotherDemo from problem


def _render(plan: _Plan, progress: Progress) -> None:
    portraits = {maker.portrait for maker in plan.makers}
    goods = {drawing for item in plan.pictured for drawing in item.pictures}
    photos.render(portraits | goods, progress)
    scenes.render()


def _is_incomplete(plan: _Plan, listings: list[Listing]) -> bool:
    placed = SellerOrder.objects.filter(is_demo=True).count()
    return bool(
        listings
        or missing_makers(plan.makers)
        or placed < plan.seller_orders
        or ways.are_missing()
        or papers.are_missing()
        or not households.is_complete(plan.scale.households)
        or Market.objects.filter(is_demo=True).count() < plan.scale.markets
        or stalls.are_missing()
        or not beside.is_complete(plan.scale.beside)
        or not review.is_complete()
        or consent.is_missing()
        or feedback.are_missing()
        or preorders.are_missing()
        or tours.are_missing()
        or programmes.are_missing()
        or field_reports.are_missing()
        or scenes.is_missing()
    )


def _write(plan: _Plan, listings: list[Listing], run: _Run) -> None:
    scale = plan.scale
    with run.part("sellers"):
        write_logins()
        write_makers(missing_makers(plan.makers))
        ways.write_ways()
    with run.part("products"):
        pictured = {item.upc for item in plan.pictured}
        write_listings(listings, plan.makers, pictured=pictured)
    with run.part("orders"):
        needs = Needs()
        for planner in plan.planners:
            made = write_orders(
                planner,
                plan.makers,
                plan.listings,
                bare=scale.is_bench,
                progress=run.progress,
            )
            needs.units.update(made.units)
    with run.part("stock"):
        write_stock(needs, plan.listings, {item.upc for item in listings})
    with run.part("preorders"):
        preorders.write_preorders()
    with run.part("tours"):
        tours.write_tours()
    with run.part("feedback"):
        feedback.write_feedback()
    with run.part("papers"):
        papers.write_papers()
    with run.part("households"):
        households.write_households(
            scale.households, plan.makers, with_bac_kan=plan.with_bac_kan, progress=run.progress
        )
    with run.part("markets"):
        markets.write_markets(scale.markets)
        stalls.write_stalls()
    with run.part("review"):
        review.write_review()
    with run.part("helpers"):
        consent.write_help()
    with run.part("beside"):
        beside.write_beside(scale.beside)
    with run.part("around"):
        programmes.write_programmes()
        field_reports.write_reports()
        scenes.write_scene()


def _count_figures(progress: Progress) -> None:
    """Work off what the load has marked."""
    while (done := drain(limit=2_000, budget_s=10)).left and done.rows:
        progress(f"  figures, {done.left} keys left")
