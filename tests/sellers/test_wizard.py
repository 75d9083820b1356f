"""Offering a product, one question a screen: what is kept, what is stored, what comes back."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Product
from common.errors import BusinessRuleError
from jobs import outbox
from sellers import drafts, listings
from sellers.models import DraftPhoto, ListingDraft
from shop.partner.models import StockRecord
from tests import factories
from tests.sellers import wizard
from tests.sellers.conftest import jpeg


def page_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_six_screens_make_one_listing_that_waits_for_review(seller_client):
    _, response = wizard.walk(seller_client, season="theo-mua", first_month="11", last_month="2")

    product = Product.objects.get()
    record = product.stockrecords.get()
    assert response.url == reverse("sellers:listed", args=[product.pk])
    assert (product.state, product.is_public) == ("submitted", False)
    assert (product.title, product.sale_unit, product.net_weight_g) == (
        "Chè búp khô La Bằng", "goi", 500,
    )  # fmt: skip
    assert (record.price, record.num_in_stock) == (185_000, 40)
    assert [bool(product.harvest_mask >> m & 1) for m in (9, 10, 11, 0, 1, 2)] == [
        False, True, True, True, True, False,
    ]  # fmt: skip
    assert product.categories.get().code == "che"
    assert "<strong>185.000 ₫</strong> mỗi gói 500 g, còn 40 gói." in page_of(
        seller_client.get(response.url)
    )


def test_photos_of_the_draft_become_photos_of_the_listing_and_leave_no_files(
    seller_client, django_capture_on_commit_callbacks
):
    client_id, _ = wizard.walk(seller_client, to="so-luong")
    wizard.answer(seller_client, client_id, "anh", photo=wizard.photo(jpeg((500, 300))))
    kept = [file.name for p in DraftPhoto.objects.all() for file in (p.image, p.preview)]

    with django_capture_on_commit_callbacks(execute=True):
        wizard.answer(seller_client, client_id, "xem-lai")
    outbox.drain()

    images = Product.objects.get().images.order_by("display_order")
    assert [(i.width, i.height) for i in images] == [(800, 600), (500, 300)]
    assert len(kept) == 4
    assert not any(default_storage.exists(name) for name in kept)
    assert not DraftPhoto.objects.exists()


def test_every_screen_sent_twice_makes_one_listing_with_one_photo(seller_client):
    client_id = uuid.uuid4()

    _, first = wizard.walk(seller_client, client_id=client_id)
    _, second = wizard.walk(seller_client, client_id=client_id)

    assert first.url == second.url
    assert Product.objects.get().images.count() == 1
    assert StockRecord.objects.get().num_in_stock == 40


def test_the_same_photo_sent_again_is_one_photo(seller_client):
    client_id = uuid.uuid4()

    for _ in range(2):
        wizard.answer(seller_client, client_id, "anh")

    assert DraftPhoto.objects.count() == 1


def test_opening_the_wizard_stores_nothing(seller_client):
    seller_client.get(wizard.START)
    seller_client.get(wizard.url(uuid.uuid4(), "anh"))

    assert not ListingDraft.objects.exists()


def test_draft_is_found_again_with_its_answers_and_can_be_thrown_away(
    seller_client, django_capture_on_commit_callbacks
):
    client_id, _ = wizard.walk(seller_client, to="gia")

    start = page_of(seller_client.get(wizard.START))
    assert "Đang viết dở" in start
    assert wizard.url(client_id, "so-luong") in start
    assert "món đang viết dở" in page_of(seller_client.get("/ban-hang/"))
    assert "Viết tiếp" in page_of(seller_client.get("/ban-hang/san-pham/"))
    assert 'value="185k"' in page_of(seller_client.get(wizard.url(client_id, "gia")))
    asked = page_of(seller_client.get(f"{wizard.START}{client_id}/bo/"))
    assert "Bỏ “Chè búp khô La Bằng”?" in asked

    files = [DraftPhoto.objects.get().image.name, DraftPhoto.objects.get().preview.name]
    with django_capture_on_commit_callbacks(execute=True):
        seller_client.post(f"{wizard.START}{client_id}/bo/")

    assert not ListingDraft.objects.exists()
    assert not any(default_storage.exists(name) for name in files)


@pytest.mark.parametrize(
    ("step", "changes", "words"),
    [
        ("gia", {"price": "abc"}, "Ví dụ"),
        ("gia", {"price": "-1"}, "Ví dụ"),
        ("gia", {"price": "1e9"}, "Ví dụ"),
        ("gia", {"price": ""}, "Nhập giá bán"),
        ("gia", {"price": "500"}, "1.000"),
        ("so-luong", {"stock": "nhiều"}, "Số lượng chỉ gồm chữ số"),
        ("so-luong", {"stock": "0"}, "ít nhất là 1"),
        ("so-luong", {"stock": "1.5"}, "Số lượng chỉ gồm chữ số"),
        ("so-luong", {"season": "theo-mua", "first_month": "3"}, "từ tháng nào đến tháng nào"),
        ("cach-ban", {"pack": "khac", "sale_unit": "goi", "net_weight": "nặng"}, "500 g"),
        ("cach-ban", {"pack": "khac", "sale_unit": "xe"}, "Chọn một đơn vị"),
        ("cach-ban", {"pack": "xe:500"}, "Chọn một cách bán"),
        ("cach-ban", {"pack": "goi:99000000"}, "Chọn một cách bán"),
        ("mon", {"product_set": ""}, "Bấm vào hình giống món hàng nhất"),
        ("mon", {"product_set": "IX.9"}, "Chọn nhóm hàng trong danh sách"),
        ("mon", {"title": "c"}, "Tên ngắn quá"),
        ("mon", {"title": "c" * 91}, "Viết gọn trong 90"),
    ],
)
def test_wrong_answer_is_asked_for_again_and_stays_as_typed(seller_client, step, changes, words):
    before = dict(zip(wizard.ANSWERS, ["anh", *wizard.ANSWERS], strict=False))[step]
    client_id, _ = wizard.walk(seller_client, to=before)

    response = wizard.answer(seller_client, client_id, step, **changes)

    page = page_of(response)
    assert response.status_code == 200
    assert words in page
    assert "<title>Lỗi: " in page
    for name in ("title", "price", "stock", "net_weight"):
        typed = changes.get(name)
        assert not typed or f'value="{typed}"' in page
        draft = ListingDraft.objects.get()
        assert not typed or draft.answers[name] == typed
    assert not Product.objects.exists()


def test_goods_without_a_name_are_called_by_kind_and_place(seller_client):
    wizard.walk(seller_client, to="mon", title="")

    assert ListingDraft.objects.get().answers["title"] == "Chè La Bằng"


def test_pack_of_its_own_is_taken_and_a_kilogram_needs_no_weight(seller_client):
    wizard.walk(seller_client, pack="khac", sale_unit="hop", net_weight="2 lạng")
    wizard.walk(seller_client, pack="khac", sale_unit="kg", net_weight="")

    packs = Product.objects.order_by("id").values_list("sale_unit", "net_weight_g")
    assert list(packs) == [("hop", 200), ("kg", 1000)]


def test_sending_with_an_answer_missing_leads_to_its_screen(seller_client):
    client_id, _ = wizard.walk(seller_client, to="gia")

    response = seller_client.post(wizard.url(client_id, "xem-lai"), {})

    assert response.url == wizard.url(client_id, "so-luong")
    assert not Product.objects.exists()


def test_mended_answer_leads_back_to_the_last_screen(seller_client):
    client_id, _ = wizard.walk(seller_client, to="so-luong")

    response = wizard.answer(seller_client, client_id, "gia", price="1tr2")

    page = page_of(seller_client.get(response.url))
    assert response.url == wizard.url(client_id, "xem-lai")
    assert "1.200.000 ₫, một triệu hai trăm nghìn đồng" in page
    assert "Sàn không thu phí. Bà con nhận về 1.200.000 ₫." in page
    assert "2.400.000 ₫/kg" in page


def test_photo_is_taken_away_by_its_button(seller_client):
    client_id, _ = wizard.walk(seller_client, to="mon")
    pk = DraftPhoto.objects.get().pk

    seller_client.post(wizard.url(client_id, "anh"), {"remove": str(pk)})
    response = seller_client.post(wizard.url(client_id, "anh"), {})

    assert not DraftPhoto.objects.exists()
    assert "Chụp hoặc chọn một ảnh món hàng." in page_of(response)


def test_fifth_photo_is_refused_with_words(seller_client):
    client_id = uuid.uuid4()
    for width in (300, 310, 320, 330):
        wizard.answer(seller_client, client_id, "anh", photo=wizard.photo(jpeg((width, 200))))

    response = wizard.answer(seller_client, client_id, "anh", photo=wizard.photo(jpeg((9, 9))))

    assert "Mỗi món nhận 4 ảnh" in page_of(response)
    assert DraftPhoto.objects.count() == 4


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.jpg", b""), ("paper.jpg", b"%PDF-1.7 not a photo"), ("half.jpg", jpeg()[:60])],
    ids=["0 bytes", "PDF named .jpg", "cut off"],
)
def test_file_that_is_no_photo_is_refused_with_words(seller_client, name, content):
    sent = {"photo": wizard.photo(content, name)}

    response = seller_client.post(wizard.url(uuid.uuid4(), "anh"), sent)

    assert response.status_code == 200
    assert "id_photo_error" in page_of(response)
    assert not DraftPhoto.objects.exists()


def test_draft_of_another_seller_does_not_exist(client, seller_client):
    client_id, _ = wizard.walk(seller_client, to="so-luong")
    stranger = factories.make_seller("Hộ khác")
    client.force_login(factories.owner_of(stranger))

    assert client.get(wizard.url(client_id, "gia")).status_code == 404
    assert client.get(f"{wizard.START}{client_id}/bo/").status_code == 404
    assert client.post(f"{wizard.START}{client_id}/bo/").status_code == 404
    assert "che" not in page_of(client.get(wizard.url(client_id, "anh"))).partition("<main")[2]
    _, response = wizard.walk(client, client_id=client_id)

    assert response.status_code == 302
    assert ListingDraft.objects.filter(listing=None).count() == 1


def test_twenty_first_open_draft_is_refused_and_a_sent_one_does_not_count(tea_seller):
    owner = factories.owner_of(tea_seller)
    for _ in range(drafts.MAX_OPEN):
        drafts.save_answers(seller=tea_seller, maker=owner, client_id=uuid.uuid4(), typed={})

    with pytest.raises(drafts.TooManyDrafts):
        drafts.save_answers(seller=tea_seller, maker=owner, client_id=uuid.uuid4(), typed={})
    ListingDraft.objects.filter(pk=ListingDraft.objects.first().pk).update(
        listing=factories.make_listing(tea_seller)
    )

    drafts.save_answers(seller=tea_seller, maker=owner, client_id=uuid.uuid4(), typed={})


def test_drafts_nobody_came_back_to_are_thrown_away(
    seller_client, django_capture_on_commit_callbacks
):
    old_id, _ = wizard.walk(seller_client, to="anh")
    sent_id, _ = wizard.walk(seller_client)
    young_id, _ = wizard.walk(seller_client, to="mon")
    name = DraftPhoto.objects.get(draft__client_id=old_id).image.name
    long_ago = timezone.now() - timedelta(days=drafts.KEPT_DAYS + 1)
    ListingDraft.objects.exclude(client_id=young_id).update(changed_at=long_ago)

    with django_capture_on_commit_callbacks(execute=True):
        assert drafts.forget_old() == 1

    assert list(ListingDraft.objects.values_list("client_id", flat=True)) == [young_id]
    assert not default_storage.exists(name)
    # The listing stands, and its screens still lead to it.
    response = seller_client.get(wizard.url(sent_id, "gia"))
    assert response.url == reverse("sellers:listed", args=[Product.objects.get().pk])


@pytest.mark.parametrize("many", [1, 15])
def test_list_of_drafts_asks_as_much_for_one_as_for_many(
    seller_client, tea_seller, many, django_assert_max_num_queries
):
    owner = factories.owner_of(tea_seller)
    for _ in range(many):
        drafts.add_photo(
            seller=tea_seller, maker=owner, client_id=uuid.uuid4(), file=wizard.photo()
        )
    seller_client.get("/")

    with django_assert_max_num_queries(8):
        seller_client.get(wizard.START)


def test_name_that_a_rule_forbids_leads_back_to_the_name_with_the_reason(
    seller_client, monkeypatch
):
    class Refused(BusinessRuleError):
        message, field = "Món này không được bán trên sàn.", "title"

    def refuse(**_):
        raise Refused

    client_id, _ = wizard.walk(seller_client, to="so-luong")
    monkeypatch.setattr(listings.submitting, "refuse_what_is_forbidden", refuse)

    response = wizard.answer(seller_client, client_id, "xem-lai")

    assert response.url == wizard.url(client_id, "mon")
    assert "Món này không được bán trên sàn." in page_of(seller_client.get(response.url))
    assert DraftPhoto.objects.count() == 1
