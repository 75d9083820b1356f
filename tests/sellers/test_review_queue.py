"""The order of the queue, its filters and figures, and the page of one listing."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.cards import with_card_relations
from catalogue.models import Product
from sellers import listings, review_queue, reviewing
from sellers.listing_rules import find_hits
from sellers.models import ListingRisk
from sellers.review_page import pieces, review_page
from sellers.review_queue import Asked
from tests import factories
from tests.operators import enter

pytestmark = pytest.mark.django_db


def waiting(title, *, hours=1.0, score=0, codes=" ", commune="05503", **extra):
    seller = factories.make_seller(commune=commune)
    listing = factories.make_listing(seller, title, state="submitted", **extra)
    at = timezone.now() - dt.timedelta(hours=hours)
    Product.objects.filter(pk=listing.pk).update(submitted_at=at)
    reasons = [{"code": code, "text": code, "field": "", "words": ""} for code in codes.split()]
    ListingRisk.objects.create(product=listing, score=score, codes=codes, reasons=reasons)
    return listing


def titles(asked=None):
    found = review_queue.queue(Product.objects.all(), asked or Asked())
    return [product.title for product in found]


def test_late_ones_come_first_then_the_risky_then_the_old():
    waiting("mới, thường", hours=1)
    waiting("cũ, thường", hours=5)
    waiting("mới, rủi ro", hours=2, score=60)
    waiting("quá hạn, thường", hours=30)
    waiting("quá hạn, rủi ro", hours=25, score=60)

    assert titles() == [
        "quá hạn, rủi ro", "quá hạn, thường", "mới, rủi ro", "cũ, thường", "mới, thường",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [Asked(commune="05692"), Asked(set_code="I.3.b"), Asked(reason="price"), Asked(is_late=True),
     Asked(words="mien na")],
)  # fmt: skip
def test_each_filter_keeps_what_it_names(asked):
    waiting("Chè búp")
    waiting("Miến Nà Dài", commune="05692", set_code="I.3.b", codes=" price word ", hours=30)

    assert titles(asked) == ["Miến Nà Dài"]


def test_figures_tell_how_the_queue_stands():
    for hours in (1, 3, 26):
        waiting(f"Chè {hours}", hours=hours)
    reviewing.approve(product=waiting("Chè xong"), reviewer=factories.make_official("operator"))

    found = review_queue.figures(Product.objects.all())

    assert (found.waiting, found.late, found.median_age, found.decided_today) == (
        3, 1, "3 giờ", 1,
    )  # fmt: skip


def test_figures_of_an_empty_queue():
    found = review_queue.figures(Product.objects.all())

    assert (found.waiting, found.late, found.median_age) == (0, 0, "")


def test_words_that_are_hit_are_marked_and_nothing_is_lost():
    text = "Chè mát gan.\n\nUống <b>hạ huyết áp</b> tốt."
    hits = find_hits(title="", description=text, every=True)

    cut = pieces(text, [(hit.start, hit.end, "vì") for hit in hits])

    marked = [piece.text for piece in cut if piece.why]
    assert marked == ["mát gan", "hạ huyết áp"]
    assert "".join(p.text for p in cut) == text.replace("\n", "")


def test_the_page_marks_words_and_shows_what_changed_since_approval(client):
    listing = waiting("Chè búp", description="Uống hạ huyết áp <script>x</script>")
    operator = factories.make_official("operator")
    reviewing.approve(product=listing, reviewer=operator)
    again = {"title": "Chè đinh", "state": "submitted", "is_public": False}
    Product.objects.filter(pk=listing.pk).update(**again)
    enter(client, operator)

    page = client.get(reverse("sellers:review", args=[listing.pk])).content.decode()

    assert ">hạ huyết áp</mark>" in page
    assert "<script>x" not in page
    assert "<del>Chè búp</del> → <ins>Chè đinh</ins>" in page
    assert "Duyệt</strong> · Cán bộ" in page


def test_a_certificate_that_was_confirmed_meanwhile_ends_its_reason():
    listing = waiting("Chè OCOP 4 sao", codes=" ocop new ")
    pages = [review_page(with_card_relations(Product.objects.filter(pk=listing.pk)).get())]
    factories.make_certificate(listing)
    pages.append(review_page(with_card_relations(Product.objects.filter(pk=listing.pk)).get()))

    assert [page.reasons for page in pages] == [["ocop", "new"], ["new"]]


@pytest.mark.parametrize(("price_vnd", "is_odd"), [(9_000, True), (160_000, False)])
def test_a_new_price_that_is_far_off_is_looked_at_afterwards(price_vnd, is_odd):
    for n in range(6):
        factories.make_listing(factories.make_seller(), price_vnd=140_000 + 4_000 * n)
    listing = factories.make_listing(factories.make_seller())

    listings.change_price(listing=listing, price_vnd=price_vnd)

    assert Product.objects.get(pk=listing.pk).is_public
    assert (titles(Asked(view="xem-lai")) == [listing.title]) == is_odd


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_ask_a_constant_number_of_questions(client, django_assert_max_num_queries, rows):
    made = [waiting(f"Chè {n}", codes=" price ", score=30) for n in range(rows)]
    enter(client, factories.make_official("operator"))

    with django_assert_max_num_queries(28):
        assert client.get(reverse("sellers:review-queue")).status_code == 200
    with django_assert_max_num_queries(28):
        assert client.get(reverse("sellers:review", args=[made[0].pk])).status_code == 200
