"""What a shop tells about itself."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from sellers import profile
from tests.sellers.conftest import jpeg

PAGE = "/ban-hang/gian-hang/"


def photo_with_place() -> SimpleUploadedFile:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "#2c6e49").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("mat.jpg", out.getvalue(), "image/jpeg")


@pytest.mark.parametrize(
    ("end", "typed", "shown"),
    [
        ("nguoi-dai-dien", "Trần  Thị Ngọc", "Trần Thị Ngọc"),
        ("cho-o", "xóm Hồng Thái", "xóm\u00a0Hồng\u00a0Thái"),
        ("mot-cau", "“Sao tay từng mẻ.”", "Sao tay từng mẻ."),
        ("chuyen", "Mẹ tôi trồng.\r\n\r\n\r\n\r\nTôi sao.", "<p>Tôi sao.</p>"),
        ("tu-nam", "1998", "Làm nghề"),
    ],
)
def test_each_fact_has_its_form_and_shoppers_see_it(seller_client, tea_seller, end, typed, shown):
    answer = seller_client.post(f"{PAGE}{end}/", {"answer": typed})

    assert answer.url == PAGE
    assert shown in seller_client.get(tea_seller.partner.get_absolute_url()).content.decode()
    assert typed.split()[0].strip("“") in seller_client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("end", "typed", "words"),
    [
        ("ten", "", "Nhập tên gian hàng."),
        ("ten", "12345", "Tên phải viết bằng chữ."),
        ("nguoi-dai-dien", "", "Nhập họ và tên."),
        ("cho-o", "", "Nhập tên xóm, tổ."),
        ("mot-cau", "chè " * 60, "Viết gọn trong 160"),
        ("tu-nam", "2999", "Năm này chưa tới."),
        ("tu-nam", "hai nghìn", "Nhập năm gồm 4 chữ số."),
    ],
)
def test_wrong_answer_comes_back_with_words_and_what_was_typed(seller_client, end, typed, words):
    html = seller_client.post(f"{PAGE}{end}/", {"answer": typed}).content.decode()

    assert words in html
    assert typed.strip() in html


def test_unknown_fact_is_not_found(seller_client):
    assert seller_client.get(f"{PAGE}mat-khau/").status_code == 404


def test_portrait_is_made_anew_without_its_place_and_replaces_the_old(seller_client, tea_seller):
    seller_client.post(f"{PAGE}anh/", {"photo": photo_with_place()})
    tea_seller.refresh_from_db()
    first = dict(tea_seller.portrait_renditions)

    seller_client.post(f"{PAGE}anh/", {"photo": SimpleUploadedFile("b.jpg", jpeg(), "image/jpeg")})

    tea_seller.refresh_from_db()
    assert set(first) == {"160", "320", "640", "900"}
    assert not set(first.values()) & set(tea_seller.portrait_renditions.values())
    for path in tea_seller.portrait_renditions.values():
        with Image.open(default_storage.open(path)) as picture:
            assert picture.format == "WEBP"
            assert not picture.getexif()


def test_old_portrait_leaves_no_file(tea_seller, django_capture_on_commit_callbacks):
    profile.set_portrait(seller=tea_seller, file=photo_with_place())
    files = set(tea_seller.portrait_renditions.values())

    with django_capture_on_commit_callbacks(execute=True):
        profile.drop_portrait(seller=tea_seller)

    assert files
    assert not any(default_storage.exists(path) for path in files)


def test_what_is_no_photo_is_refused_in_words(seller_client, tea_seller):
    file = SimpleUploadedFile("mat.jpg", b"<script>alert(1)</script>", "image/jpeg")

    html = seller_client.post(f"{PAGE}anh/", {"photo": file}).content.decode()

    assert "Tệp này không phải ảnh." in html
    tea_seller.refresh_from_db()
    assert not tea_seller.portrait


def test_page_of_the_shop_asks_the_same_few_questions(seller_client, django_assert_max_num_queries):
    seller_client.get(PAGE)

    with django_assert_max_num_queries(4):
        seller_client.get(reverse("sellers:profile"))
