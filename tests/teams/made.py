"""Teams, households and what they did, at days that a test chooses."""

import datetime as dt
import itertools

from django.utils import timezone

from catalogue.models import Product
from common.dates import VIETNAM, local_today
from places.models import Commune
from sellers.models import HouseholdRecord
from shop.order.models import SellerOrder
from teams import founding
from teams.models import HouseVisit
from tests import factories
from tests.stats.builders import make_seller_order

COMMUNE, OTHER = "05503", "05692"
NAME = "Tổ công nghệ số xóm Đồng Chè"
_serial = itertools.count(1)


def make_team(commune: str = COMMUNE, name: str = NAME):
    official = factories.make_official("commune_official", commune=commune)
    return founding.found(name=name, commune=Commune.objects.get(code=commune), by=official)


def make_member(commune: str = COMMUNE, team: str = NAME):
    user = factories.make_user(name="Nguyễn Thị Lan")
    user.role_grants.create(role="helper", commune_code=commune, team=team)
    return user


def ago(days: float) -> dt.datetime:
    """Return noon of a day, so that days and moments agree."""
    day = local_today() - dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(12), tzinfo=VIETNAM)


def household(name="Lê Văn Tám", *, commune=COMMUNE, hamlet="xóm 1", claimed=None, listed=None,
              orders=()):  # fmt: skip
    """Return a household; ``orders`` are days ago of (placed, confirmed or None)."""
    seller = None
    if claimed is not None:
        seller = factories.make_seller(name, commune)
        if listed is not None:
            product = factories.make_listing(seller)
            Product.objects.filter(pk=product.pk).update(submitted_at=ago(listed))
            product.events.all().delete()
        for placed, confirmed in orders:
            made = make_seller_order(seller.partner)
            SellerOrder.objects.filter(pk=made.pk).update(
                placed_at=ago(placed), confirmed_at=None if confirmed is None else ago(confirmed)
            )
    return HouseholdRecord.objects.create(
        code=f"T{next(_serial):04d}", commune_code=commune, hamlet=hamlet, head_name=name,
        source="test", seller=seller, claimed_at=None if claimed is None else ago(claimed),
    )  # fmt: skip


def visited(team, one, *, days: int, done: str = "claim") -> HouseVisit:
    day = local_today() - dt.timedelta(days=days)
    return HouseVisit.objects.create(
        team=team, household=one, planned_on=day, made_on=day, made_at=timezone.now(), done=done
    )
