"""Programmes, reports and the scene of the demo: how they look to those who open them."""

import pytest

from accounts.models import User
from catalogue.models import TourismOffer
from catalogue.tours import tour_page
from demo.loading import load
from demo.people import LOGINS
from demo.programmes import MARK
from fieldreports import answering
from fieldreports.models import FieldReport
from heritage.models import Scene
from shop.invariants.programmes import programmes_keep_their_limits
from shop.programme import queries, reporting
from shop.programme.codes import code_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    """The demo of the first start."""
    return load("small")


def test_one_programme_runs_and_its_code_is_known(demo):
    code = code_of("ocop thai nguyen")

    assert list(queries.running()) == [code.programme]
    assert MARK in code.programme.name
    assert MARK in code.programme.funder
    assert reporting.report(code.programme).agrees
    assert not programmes_keep_their_limits().broken


def test_a_report_waits_at_the_desk_of_the_board_and_none_is_late(demo):
    board = User.objects.get(phone=LOGINS["board"].phone)

    assert {row.reason for row in answering.waiting(board)} == {"doi-gia", "cho-hong"}
    assert not [row for row in FieldReport.objects.all() if row.is_late]
    assert not FieldReport.objects.exclude(phone="").exists()
    assert {row.subject for row in FieldReport.objects.all()} == {"listing", "market", "stall"}


def test_the_scene_says_that_it_is_a_sample_and_can_be_opened(demo, client):
    page = client.get("/di-san/atk-dinh-hoa/").content.decode()

    assert "Cảnh mẫu để thử, không phải ảnh của di tích." in page
    assert "/heritage/demo-2048.webp" in page


def test_a_scene_that_somebody_put_up_stays(demo):
    Scene.objects.update(shows="Nhà trưng bày", is_sample=False)

    assert not load("small").changed
    assert Scene.objects.get().shows == "Nhà trưng bày"


def test_tours_can_be_booked_on_coming_saturdays(demo):
    offers = TourismOffer.objects.filter(product__is_demo=True)

    assert offers.count() == 2
    for offer in offers:
        page = tour_page(offer.product)
        assert page.first_open.left >= 4
        assert {one.day.weekday() for one in page.dates} == {5}
        assert (page.included, offer.product.is_parent) == (offer.included, True)
