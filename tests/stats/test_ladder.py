"""Households step by step: every step recomputed by brute force."""

import csv
import io
import random
from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Product
from sellers.models import HelperGrant, HouseholdRecord, Seller
from shop.order.models import SellerOrder
from stats import ladder
from stats.ladder import STEPS
from stats.models import ExportEntry
from stats.scopes import WHOLE, Scope
from tests import factories
from tests.stats.builders import make_seller_order

pytestmark = pytest.mark.django_db

TEA, OTHER = "05503", "05692"


def household(number, commune=TEA, *, claimed=False, seller=None):
    return HouseholdRecord.objects.create(
        code=f"L{number}",
        commune_code=commune,
        head_name="Hộ",
        source="test",
        claimed_at=timezone.now() if claimed else None,
        seller=seller,
    )


def order(seller, *, days_ago, is_confirmed):
    made = make_seller_order(seller.partner)
    at = timezone.now() - timedelta(days=days_ago)
    SellerOrder.objects.filter(pk=made.pk).update(
        placed_at=at, confirmed_at=at if is_confirmed else None
    )


@pytest.fixture(params=range(3))
def world(request):
    """Households at every step, some with gaps that no way of the market makes."""
    chance = random.Random(request.param)
    for number in range(36):
        commune = chance.choice((TEA, OTHER))
        claimed = chance.random() < 0.8
        seller = None
        if claimed and chance.random() < 0.9:
            seller = factories.make_seller(f"Hộ {number}", commune)
            if chance.random() < 0.8:
                listing = factories.make_listing(seller)
                if chance.random() < 0.2:
                    Product.objects.filter(pk=listing.pk).update(submitted_at=None)
            for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
                order(seller, days_ago=chance.choice((1, 40, 89, 91, 200)),
                      is_confirmed=chance.random() < 0.7)  # fmt: skip
        household(number, commune, claimed=claimed, seller=seller)
    # Sellers who are no household of the list count nowhere.
    other = factories.make_seller("HTX", TEA)
    factories.make_listing(other)
    order(other, days_ago=1, is_confirmed=True)


def by_hand(codes, only=None) -> dict[str, int]:
    """Count every step by looking at each household alone."""
    counts = dict.fromkeys(STEPS, 0)
    chosen = {} if only is None else {"seller__in": only}
    for one in HouseholdRecord.objects.filter(commune_code__in=codes, **chosen):
        counts["created"] += 1
        if not one.claimed_at:
            continue
        counts["claimed"] += 1
        partner = one.seller and one.seller.partner
        if not partner or not any(p.submitted_at for p in Product.objects.filter(partner=partner)):
            continue
        counts["listed"] += 1
        orders = list(SellerOrder.objects.filter(partner=partner))
        if not orders:
            continue
        counts["ordered"] += 1
        times = sorted(o.placed_at for o in orders if o.confirmed_at)
        if not times:
            continue
        counts["confirmed"] += 1
        counts["repeated"] += any((later - times[0]) <= timedelta(days=90) for later in times[1:])
    return counts


@pytest.mark.usefixtures("world")
def test_every_step_equals_a_count_by_hand():
    found = ladder.ladder(WHOLE)

    for code in (TEA, OTHER):
        assert vars(found[code]) == by_hand([code])
    whole = vars(ladder.total(found.values()))
    assert whole == by_hand([TEA, OTHER])
    counts = list(whole.values())
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] > 0


@pytest.mark.usefixtures("world")
def test_a_scope_counts_its_own_communes_only():
    found = ladder.ladder(Scope(frozenset({OTHER})))

    assert set(found) == {OTHER}
    assert vars(found[OTHER]) == by_hand([OTHER])


@pytest.mark.parametrize(("second", "is_repeat"), [(10, True), (9.999, False)])
def test_a_second_order_counts_up_to_ninety_days_after_the_first(second, is_repeat):
    seller = factories.make_seller()
    factories.make_listing(seller)
    household(1, claimed=True, seller=seller)
    order(seller, days_ago=100, is_confirmed=True)
    order(seller, days_ago=second, is_confirmed=True)
    first = SellerOrder.objects.order_by("placed_at").first()
    gap = timedelta(days=90) if is_repeat else timedelta(days=90, seconds=1)
    SellerOrder.objects.exclude(pk=first.pk).update(placed_at=first.placed_at + gap)

    assert ladder.ladder(WHOLE)[TEA].repeated == int(is_repeat)


@pytest.mark.usefixtures("world")
def test_a_team_counts_the_households_it_was_the_last_to_help(client, django_assert_num_queries):
    helper = factories.make_user()
    sellers = list(Seller.objects.filter(household__isnull=False).order_by("pk"))
    now = timezone.now()
    for number, seller in enumerate(sellers[:20]):
        for team, days in (("Tổ một", 9), (("Tổ hai", 3) if number % 2 else ("", 20))):
            at = now - timedelta(days=days)
            HelperGrant.objects.create(helper=helper, seller=seller, team=team, granted_at=at,
                                       expires_at=now, ended_at=now)  # fmt: skip

    with django_assert_num_queries(3):
        found = ladder.team_ladder(WHOLE)

    for name, own in (("Tổ một", sellers[0:20:2]), ("Tổ hai", sellers[1:20:2])):
        steps = ladder.total(steps for (_, team), steps in found.items() if team == name)
        assert vars(steps) == by_hand([TEA, OTHER], only=own)
    assert {team for _, team in found} == {"Tổ một", "Tổ hai"}
    client.force_login(factories.make_official("province_official", province="19"))
    page = client.get("/thong-ke/ho/").content.decode()
    assert "Tổ\u00a0hai" in page


@pytest.mark.usefixtures("world")
def test_asks_three_queries_for_any_number_of_households(django_assert_num_queries):
    with django_assert_num_queries(3):
        ladder.ladder(WHOLE)


@pytest.mark.usefixtures("world")
def test_the_page_and_the_file_say_the_same_and_the_file_is_noted(client):
    client.force_login(factories.make_official("province_official", province="19"))

    page = client.get("/thong-ke/ho/")
    file = client.get("/thong-ke/ho/tai-ve.csv").content.decode("utf-8-sig")

    rows = {row["Mã xã"]: row for row in csv.DictReader(io.StringIO(file))}
    shown = by_hand([TEA, OTHER])
    steps = page.context["steps"].rows
    assert [int(row[1].replace(".", "")) for row in steps] == list(shown.values())
    assert sum(int(row["Có tài khoản"]) for row in rows.values()) == shown["created"]
    assert rows[TEA]["Đã nhận tài khoản"] == str(by_hand([TEA])["claimed"])
    losses = [int(row[3]) for row in steps[1:]]
    assert losses == [a - b for a, b in zip(shown.values(), list(shown.values())[1:], strict=False)]
    assert "Xã Tân Cương" in page.content.decode()
    assert ExportEntry.objects.get().what == "ho"
    log = client.get("/thong-ke/nhat-ky-tai/").content.decode()
    assert "Hộ theo từng bước" in log
    assert "đến lúc tải" in log


@pytest.mark.usefixtures("world")
def test_an_official_of_a_commune_sees_the_own_one_only(client):
    client.force_login(factories.make_official("commune_official", commune=OTHER))

    page = client.get("/thong-ke/ho/")
    file = client.get("/thong-ke/ho/tai-ve.csv").content.decode()

    assert page.context["communes"] is None
    assert int(page.context["steps"].rows[0][1]) == by_hand([OTHER])["created"]
    assert TEA not in file


def test_without_a_list_the_page_says_so(client):
    client.force_login(factories.make_official("province_official", province="19"))

    assert "Chưa nhập danh sách hộ" in client.get("/thong-ke/ho/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_as_much_for_thirty_communes_as_for_one(
    client, django_assert_max_num_queries, count
):
    from places.models import Commune

    client.force_login(factories.make_official("province_official", province="19"))
    for number, code in enumerate(Commune.objects.in_province("19").values_list("code")[:count]):
        household(number, code[0], claimed=True)
    client.get("/thong-ke/ho/")

    with django_assert_max_num_queries(16):
        client.get("/thong-ke/ho/")


def test_file_stands_in_the_log_under_its_name(client):
    client.force_login(factories.make_official("province_official", province="19"))
    client.get("/thong-ke/ho/tai-ve.csv")

    row = client.get("/thong-ke/nhat-ky-tai/").context["log_rows"][0]

    assert (row.what, row.condition) == ("Hộ theo từng bước", "đến lúc tải")
