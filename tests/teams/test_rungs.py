"""The system dates the steps of a household by what happened, and agrees with the ladder."""

import pytest

from catalogue.models import Product
from sellers.models import HouseholdRecord, ListingEvent
from stats import ladder
from stats.ladder import STEPS
from stats.rungs import climbs
from stats.scopes import WHOLE
from tests.stats.test_ladder import world  # noqa: F401 - a fixture
from tests.teams.made import ago, household

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("world")
def test_counts_as_many_households_on_each_step_as_the_ladder():
    whole = ladder.total(ladder.ladder(WHOLE).values())

    ways = climbs(HouseholdRecord.objects.all()).values()

    for number, name in enumerate(STEPS):
        assert sum(way.rung >= number for way in ways) == getattr(whole, name), name


def test_tells_the_step_on_any_day():
    one = household(claimed=50, listed=40, orders=[(30, 29), (10, 9)])

    way = climbs(HouseholdRecord.objects.all())[one.pk]

    assert [way.rung_before(ago(d)) for d in (60, 45, 35, 29.5, 20, 0)] == [0, 1, 2, 3, 4, 5]


def test_a_step_counts_from_when_all_before_it_were_taken():
    one = household(claimed=5, listed=40)

    way = climbs(HouseholdRecord.objects.all())[one.pk]

    assert way.reached == (ago(5), ago(5))


def test_goods_handed_in_again_keep_their_first_day():
    one = household(claimed=50, listed=3)
    product = Product.objects.get(partner=one.seller.partner)
    ListingEvent.objects.create(product=product, kind=ListingEvent.Kind.HANDED_IN, at=ago(40))

    way = climbs(HouseholdRecord.objects.all())[one.pk]

    assert way.reached[1] == ago(40)


def test_asks_as_often_for_one_household_as_for_thirty(django_assert_num_queries):
    for number in range(30):
        household(f"Hộ {number}", claimed=9, listed=8, orders=[(5, 4)])

    with django_assert_num_queries(5):
        climbs(HouseholdRecord.objects.filter(head_name="Hộ 1"))
    with django_assert_num_queries(5):
        climbs(HouseholdRecord.objects.all())
