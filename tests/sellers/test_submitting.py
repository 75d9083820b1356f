"""Handing a listing in: what waits, what is refused at once, why a reviewer should look."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.models import Product, ProductSet
from common.money import format_vnd
from sellers import listing_history, listings, reviewing, risk, submitting
from sellers.models import ListingEvent, ListingRisk
from tests import factories
from tests.sellers.conftest import jpeg

pytestmark = pytest.mark.django_db


def facts(title="Chè búp khô", *, price_vnd=150_000, set_code="I.5.a", description="", **extra):
    given = {"sale_unit": "goi", "net_weight_g": 500, "stock": 5} | extra
    return listings.ListingFacts(
        title=title,
        product_set=ProductSet.objects.get(code=set_code),
        price_vnd=price_vnd,
        description=description,
        **given,
    )


def hand_in(seller, photo=None, **given):
    photo = photo or SimpleUploadedFile("a.jpg", jpeg(), content_type="image/jpeg")
    actor = factories.owner_of(seller)
    return listings.list_product(seller=seller, actor=actor, facts=facts(**given), photo=photo)


def revise(listing, **changes):
    answers = {
        "title": listing.title,
        "product_set": listing.product_set,
        "sale_unit": listing.sale_unit,
        "net_weight_g": listing.net_weight_g,
        "description": listing.description,
    }
    actor = factories.owner_of(listing.partner.seller)
    return listings.revise(listing=listing, actor=actor, **(answers | changes))


def codes(listing) -> set[str]:
    return set(ListingRisk.objects.get(product=listing).codes.split())


def test_a_listing_waits_with_its_reasons_in_words(tea_seller):
    listing = hand_in(tea_seller, title="Trà giảo cổ lam hạ huyết áp", set_code="I.5.b")

    known = ListingRisk.objects.get(product=listing)
    event = ListingEvent.objects.get(product=listing)
    assert listing.state == "submitted"
    assert codes(listing) == {"word", "new"}
    assert known.score == 45
    assert known.reasons[0]["words"] == "hạ huyết áp"
    assert (event.kind, event.from_state, event.to_state) == ("handed_in", "draft", "submitted")


def test_what_a_rule_forbids_is_refused_at_once_and_nothing_is_written(tea_seller):
    with pytest.raises(submitting.ListingRefused, match="động vật hoang dã") as refused:
        hand_in(tea_seller, title="Vảy tê tê khô")

    assert refused.value.field == "title"
    assert not Product.objects.exists()


def test_the_form_says_so_beside_the_title_and_keeps_what_was_typed(seller_client, tea_seller):
    listing = factories.make_listing(tea_seller, state="rejected")

    page = seller_client.post(
        f"/ban-hang/san-pham/{listing.pk}/sua/",
        {"title": "Thuốc lào thơm", "product_set": "I.5.a", "sale_unit": "goi",
         "net_weight": "200", "description": "Ngon"},
    )  # fmt: skip

    listing.refresh_from_db()
    assert "Sàn không bán thuốc lá, thuốc lào." in page.content.decode()
    assert "Thuốc lào thơm" in page.content.decode()
    assert (listing.title, listing.state) == ("Chè búp khô", "rejected")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": "Cao chè vằng", "set_code": "III.1"}, "paper"),
        ({"title": "Chè OCOP 4 sao"}, "ocop"),
        ({"description": "Gọi 0912 345 678 nhé"}, "phone"),
        ({"sale_unit": "kg", "net_weight_g": 200}, "weight"),
        ({"price_vnd": 9_000_000}, "price"),
        ({"price_vnd": 9_000}, "price"),
    ],
    ids=lambda value: str(value),
)
def test_what_is_unusual_gives_a_reason(tea_seller, given, code):
    for n in range(6):
        factories.make_listing(factories.make_seller(), price_vnd=140_000 + 4_000 * n)

    assert code in codes(hand_in(tea_seller, **given))


def test_an_ordinary_listing_of_a_known_seller_has_no_reason(tea_seller):
    for n in range(6):
        factories.make_listing(factories.make_seller(), price_vnd=140_000 + 4_000 * n)
    factories.make_listing(tea_seller)

    listing = hand_in(tea_seller)

    assert (codes(listing), listing.risk.score) == (set(), 0)


def test_a_valid_certificate_allows_the_word_ocop(tea_seller):
    listing = factories.make_listing(tea_seller, "Chè OCOP 4 sao")
    without = [hit.rule.key for hit in risk.hits_of(listing)]
    factories.make_certificate(listing)

    assert (without, risk.hits_of(listing)) == (["ocop"], [])


def test_a_seller_whose_goods_were_sent_back_is_looked_at_more_closely(tea_seller):
    first = hand_in(tea_seller)
    reviewer = factories.make_official("operator")
    reviewing.send_back(product=first, reviewer=reviewer, note="Ảnh mờ quá")

    assert "returned" in codes(hand_in(tea_seller, title="Chè tôm nõn"))


LONG = "Chè hái tay lúc sáng sớm, sao trong ngày, để được 12 tháng nơi khô mát."


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"description": LONG.replace("sao trong ngày", "sao suốt trong ngày")}, "approved"),
        ({"description": LONG.replace("12 tháng", "24 tháng")}, "submitted"),
        ({"description": LONG.replace("ngày,", "ngày, mát gan,")}, "submitted"),
        ({"description": LONG + " Nhà làm từ năm ngoái, ai uống cũng khen là ngon hơn chè chợ."},
         "submitted"),
        ({"description": ""}, "submitted"),
        ({"title": "Chè búp khô."}, "submitted"),
        ({"net_weight_g": 400, "description": LONG}, "submitted"),
    ],
    ids=["typo", "number", "claim", "long", "emptied", "title", "weight"],
)  # fmt: skip
def test_only_a_small_correction_stays_in_the_window(tea_seller, changes, state):
    listing = factories.make_listing(tea_seller, description=LONG)

    revise(listing, **changes)

    listing.refresh_from_db()
    assert (listing.state, listing.is_public) == (state, state == "approved")
    assert listing.risk.look_after == (state == "approved")


@pytest.mark.parametrize("price_vnd", [5_000_000, 190_000])
def test_a_price_that_is_far_off_set_in_a_pause_is_looked_at(tea_seller, price_vnd):
    for n in range(6):
        factories.make_listing(factories.make_seller(f"Hộ số {n}"), price_vnd=185_000)
    listing, owner = factories.make_listing(tea_seller), factories.owner_of(tea_seller)

    listings.pause(listing=listing, actor=owner)
    listings.change_price(listing=listing, price_vnd=price_vnd)
    listings.resume(listing=listing, actor=owner)

    looked = ListingRisk.objects.filter(product=listing, look_after=True).exists()
    assert looked == (price_vnd == 5_000_000)


@pytest.mark.parametrize(("price_vnd", "is_odd"), [(160_000, False), (9_000_000, True)])
def test_every_other_price_stands_in_the_history(tea_seller, price_vnd, is_odd):
    for n in range(6):
        factories.make_listing(factories.make_seller(f"Hộ số {n}"), price_vnd=150_000)
    listing = factories.make_listing(tea_seller, price_vnd=150_000)
    owner = factories.owner_of(tea_seller)

    for _ in range(2):  # the same price again is no change
        listings.change_price(listing=listing, price_vnd=price_vnd, actor=owner)

    event = listing.events.get()
    assert event.note == f"Giá: {format_vnd(150_000)} → {format_vnd(price_vnd)}"
    assert (event.actor, bool(event.reasons)) == (owner, is_odd)
    assert ListingRisk.objects.filter(product=listing, look_after=True).exists() == is_odd


def test_many_small_corrections_are_a_large_one(tea_seller):
    listing = hand_in(tea_seller, description=LONG)
    reviewing.approve(product=listing, reviewer=factories.make_official("operator"))

    states = []
    for more in range(1, 5):
        revise(listing, description=LONG + " thơm" * more)
        states.append(listing.state)

    assert states == ["approved", "approved", "approved", "submitted"]


@pytest.mark.parametrize("state", ["hidden", "rejected", "taken_down"])
def test_outside_the_window_every_change_waits(tea_seller, state):
    listing = factories.make_listing(tea_seller, description=LONG, state=state)

    revise(listing, description=LONG.replace("hái tay", "hái bằng tay"))

    listing.refresh_from_db()
    assert listing.state == "submitted"


def test_history_is_never_edited(tea_seller):
    event = listing_history.write(
        product=factories.make_listing(tea_seller), kind="approved", actor=None
    )

    with pytest.raises(TypeError):
        event.save()
