"""Operators put scenes up in the admin; the file is checked, written anew and on the trail."""

import io
import json
import struct

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from PIL import Image

from audit.models import AuditEvent
from catalogue import apart
from heritage.models import Scene
from tests import factories
from tests.heritage.test_pages import panorama
from tests.operators import enter

pytestmark = pytest.mark.django_db
ADD = "/quan-tri/he-thong/heritage/scene/add/"
PAGE = "/di-san/mai-da-nguom/"


@pytest.fixture
def operator():
    """An operator as all are: in office, with no rights of Django's own."""
    user = factories.make_official("operator")
    user.is_staff = True
    user.save()
    return user


@pytest.fixture
def browser(operator):
    client = Client()
    client.force_login(operator)
    enter(client, operator)
    return client


def words(**more) -> dict:
    facts = {"site": "mai-da-nguom", "shows": "Cửa hang nhìn ra", "credit": "Bảo tàng tỉnh"} | more
    return {name: value for name, value in facts.items() if value is not None}


def with_place() -> SimpleUploadedFile:
    """Return a panorama that tells where it was taken."""
    data, place = io.BytesIO(), Image.Exif()
    place.get_ifd(0x8825).update({1: "N", 2: (21.0, 45.0, 1.0), 3: "E", 4: (105.0, 50.0, 1.0)})
    Image.new("RGB", (4096, 2048), "green").save(data, "JPEG", exif=place)
    assert b"Exif" in data.getvalue()
    return SimpleUploadedFile("hang.jpg", data.getvalue(), "image/jpeg")


def model() -> SimpleUploadedFile:
    """Return a triangle as glTF 2.0 in one binary file."""
    corners = struct.pack("<9f", 0, 0, 0, 1, 0, 0, 0, 1, 0)
    mesh = {"primitives": [{"attributes": {"POSITION": 0}}]}
    facts = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [mesh],
        "buffers": [{"byteLength": len(corners)}],
        "bufferViews": [{"buffer": 0, "byteLength": len(corners)}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
    }
    told = json.dumps(facts).encode()
    told += b" " * (-len(told) % 4)
    parts = struct.pack("<I4s", len(told), b"JSON") + told
    parts += struct.pack("<I4s", len(corners), b"BIN\0") + corners
    data = struct.pack("<4sII", b"glTF", 2, 12 + len(parts)) + parts
    return SimpleUploadedFile("mau.glb", data, "model/gltf-binary")


def test_an_operator_puts_a_scene_up_and_the_kept_page_shows_it(browser, operator):
    shopper = Client()
    assert "data-panorama" not in shopper.get(PAGE).content.decode()

    answer = browser.post(ADD, words(photo=with_place()))

    assert answer.status_code == 302, answer.content.decode()
    scene = Scene.objects.get()
    assert (scene.width, scene.height, sorted(scene.renditions)) == (3072, 1536, ["3072", "640"])
    for path in scene.renditions.values():
        with default_storage.open(path) as file:
            assert not Image.open(file).getexif()
    page = shopper.get(PAGE).content.decode()
    assert "Cửa hang nhìn ra. Ảnh: Bảo tàng tỉnh." in page
    event = AuditEvent.objects.get(action="admin.scene.added")
    assert (event.actor_id, event.object_key) == (operator.pk, str(scene.pk))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"photo": None}, "Chọn tệp ảnh 360°."),
        ({"photo": model()}, "Tệp này không phải ảnh"),
        ({"credit": ""}, "bắt buộc"),
        ({"site": "thanh-nha-ho"}, "thanh-nha-ho"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(browser, more, said):
    page = browser.post(ADD, words(**({"photo": panorama()} | more)))

    html = page.content.decode()
    assert page.status_code == 200
    assert said in html
    assert "Cửa hang nhìn ra" in html
    assert not Scene.objects.exists()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (lambda: panorama(800, 600), "rộng gấp đôi cao"),
        (lambda: SimpleUploadedFile("x.jpg", b"none", "image/jpeg"), "không phải ảnh"),
    ],
)
def test_a_file_that_is_no_panorama_is_refused(browser, file, said):
    assert said in browser.post(ADD, words(photo=file())).content.decode()
    assert not Scene.objects.exists()


def test_the_file_is_decoded_apart_only(browser, monkeypatch):
    def nothing(*_args, **_more):
        raise apart.DecoderFailed("gone")

    monkeypatch.setattr(apart, "make", nothing)

    page = browser.post(ADD, words(photo=panorama())).content.decode()

    assert "Sàn chưa đọc được ảnh này lúc này" in page
    assert not Scene.objects.exists()


def test_words_change_without_a_new_picture_and_a_scene_goes_with_its_files(
    browser, django_capture_on_commit_callbacks
):
    browser.post(ADD, words(photo=panorama()))
    scene = Scene.objects.get()
    row = f"/quan-tri/he-thong/heritage/scene/{scene.pk}"

    assert browser.post(f"{row}/change/", words(shows="Lòng hang")).status_code == 302
    changed = Scene.objects.get()
    assert (changed.shows, changed.renditions) == ("Lòng hang", scene.renditions)

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{row}/delete/", {"post": "yes"})
    assert not Scene.objects.exists()
    assert not any(default_storage.exists(path) for path in scene.renditions.values())
    assert AuditEvent.objects.filter(action="admin.scene.deleted").exists()


@pytest.mark.parametrize("is_staff", [True, False])
def test_without_the_second_factor_or_the_office_nothing_is_read(is_staff, monkeypatch):
    asked = []
    monkeypatch.setattr(apart, "make", lambda *a, **b: asked.append(a))
    client = Client()
    client.force_login(factories.make_user("+84912000778", is_staff=is_staff, is_superuser=False))

    assert client.post(ADD, words(photo=panorama())).status_code in (302, 403)
    assert not asked
    assert not Scene.objects.exists()


def test_the_command_puts_the_same_up(tmp_path):
    file = tmp_path / "hang.jpg"
    file.write_bytes(panorama().read())

    call_command("add_scene", "mai-da-nguom", str(file), shows="Cửa hang", credit="Bảo tàng")

    assert Scene.objects.get().credit == "Bảo tàng"
