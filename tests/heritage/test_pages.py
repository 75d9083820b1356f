"""The system shows heritage sites with their source, and who sells nearby."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalogue.models import ProductSet
from heritage import scenes
from heritage.models import Scene
from heritage.sites import SITES
from places.models import Commune
from tests import factories

#: What the department can look up: number, authority and day.
DECISION = re.compile(r"[Qq]uyết định \d+[-/][A-ZĐ-]+/?[A-ZĐa-z-]+ ngày \d{1,2}/\d{1,2}/\d{4}")
pytestmark = pytest.mark.django_db


def panorama(width=800, height=400) -> SimpleUploadedFile:
    """Return a drawn sample: no heritage, only bands of colour."""
    image = Image.new("RGB", (width, height))
    for x in range(width):
        colour = (x * 255 // width, 90, 255 - x * 255 // width)
        image.paste(colour, (x, 0, x + 1, height))
    data = io.BytesIO()
    image.save(data, "JPEG")
    return SimpleUploadedFile("mau.jpg", data.getvalue(), "image/jpeg")


def put_up(**more) -> Scene:
    facts = {"site": "mai-da-nguom", "shows": "Dải màu", "credit": "Sàn", "is_sample": True} | more
    picture = scenes.read(facts.pop("file", None) or panorama())
    return scenes.put_up(picture=picture, **facts)


def test_every_site_stands_in_a_commune_and_names_its_source():
    codes = {site.commune_code for site in SITES}

    assert Commune.objects.current().filter(code__in=codes).count() == len(codes)
    assert all(site.words for site in SITES)
    assert len({site.slug for site in SITES}) == len(SITES)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.slug)
def test_every_source_is_a_decision_with_number_and_day(site):
    assert all(DECISION.fullmatch(one) for one in site.source.split("; ")), site.source


def test_what_is_widely_known_is_no_source():
    assert not DECISION.fullmatch("Thông tin phổ biến về di tích")


def test_lists_all_sites(client):
    page = client.get("/di-san/").content.decode()

    assert all(site.name in page for site in SITES)


def test_leads_from_the_list_to_the_shelf_of_tourism(client):
    page = client.get("/di-san/").content.decode()

    assert 'href="/danh-muc/du-lich/"' in page
    assert client.get("/danh-muc/du-lich/").status_code == 200


def test_says_that_nobody_has_compared_a_text_yet(client):
    assert "chưa đối chiếu" in client.get("/di-san/mai-da-nguom/").content.decode()


def test_an_unknown_site_does_not_exist(client):
    assert client.get("/di-san/thanh-nha-ho/").status_code == 404


def test_shows_tourism_and_goods_nearby_and_nothing_far(client):
    near = factories.make_seller("HTX Gần", "05725")
    factories.make_listing(near, "Chè gần")
    trip = factories.make_listing(near, "Nghỉ đêm nhà sàn")
    trip.product_set = ProductSet.objects.get(code="VI.1")
    trip.save(update_fields=["product_set"])
    factories.make_listing(factories.make_seller("HTX Xa", "01906"), "Măng xa")

    page = client.get("/di-san/mai-da-nguom/").content.decode()

    trips, goods = page.split("Du lịch cộng đồng ở gần")[1].split("Món ngon quanh đây")
    assert "Nghỉ đêm nhà sàn" in trips
    assert "Chè gần" in goods
    assert "Nghỉ đêm nhà sàn" not in goods
    assert "Măng xa" not in page


def test_the_page_asks_as_often_for_one_seller_as_for_thirty(client, django_assert_max_num_queries):
    for number in range(30):
        factories.make_listing(factories.make_seller(f"HTX {number}", "05725"), f"Chè {number}")

    with django_assert_max_num_queries(20):
        client.get("/di-san/mai-da-nguom/")


def test_a_scene_is_loaded_on_tap_only_and_a_sample_says_so(client):
    put_up()

    page = client.get("/di-san/mai-da-nguom/").content.decode()

    assert "Cảnh mẫu để thử" in page
    assert "data-panorama" in page
    assert "-800.webp" not in page.split('<a class="scene__open"')[1].split(">", 1)[1]


def test_a_picture_of_another_shape_is_no_scene():
    with pytest.raises(scenes.SceneRefused):
        put_up(file=panorama(800, 600))

    assert not Scene.objects.exists()


def test_a_new_scene_takes_the_place_of_the_old():
    put_up()
    put_up(shows="Dải màu khác")

    assert Scene.objects.get().shows == "Dải màu khác"


@pytest.mark.parametrize("path", ["/di-san/", "/di-san/mai-da-nguom/"])
def test_pages_are_the_same_for_who_is_signed_in(client, path):
    """They are kept for all: beside the slots of name and basket nothing differs."""
    put_up()
    factories.make_listing(factories.make_seller("HTX Gần", "05725"), "Chè gần")
    guest = main_of(client.get(path))
    client.force_login(factories.make_user(name="Trần Thu Hà"))

    assert main_of(client.get(path)) == guest
    assert "scene" in guest or path == "/di-san/"


def main_of(response) -> str:
    return re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]
