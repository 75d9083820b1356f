"""The household reads what was before and what is now, of everything that a helper changed."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalogue import photos
from common.money import format_vnd
from sellers.helping import queries, trail, values
from sellers.models import HelperAct, HelperChange
from tests import factories
from tests.sellers import wizard
from tests.sellers.conftest import jpeg
from tests.sellers.helping import made
from tests.sellers.placed import make_part

pytestmark = pytest.mark.django_db
PAGE = "/ban-hang/nguoi-giup/"
OLD, NEW = format_vnd(120_000), format_vnd(130_000)
PRICE = f"Giá: {OLD} → {NEW}"


@pytest.fixture
def grant(tea_seller):
    return made.let_help(tea_seller, made.make_helper())


@pytest.fixture
def pages(grant):
    """A browser of the helper, who has chosen the household."""
    return made.working(grant.helper, grant)


@pytest.fixture
def tea(tea_seller):
    return factories.make_listing(tea_seller, "Chè nõn tôm", price_vnd=120_000, stock=10)


def told(seller) -> list[tuple[str, ...]]:
    return [row.changes for row in queries.rows_of(queries.acts_for(seller))]


def test_a_price_is_told_with_the_old_and_the_new_one(pages, tea, tea_seller):
    pages.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "130k"})

    change = HelperChange.objects.get()
    page = made.browser_of(factories.owner_of(tea_seller)).get(PAGE).content.decode()
    assert (change.label, change.act) == ("Giá", HelperAct.objects.get())
    assert told(tea_seller) == [(PRICE,)]
    assert PRICE in page


def test_stock_season_and_pausing_are_told(pages, tea, tea_seller):
    own = f"/ban-hang/san-pham/{tea.pk}/"
    pages.post(f"{own}kho/", {"delta": "10"})
    pages.post(f"{own}mua/", {"months": ["3", "4"]})
    pages.post(f"{own}bat-tat/")

    assert told(tea_seller)[::-1] == [
        ("Số hàng: 10 gói → 20 gói",),
        ("Mùa: quanh năm → tháng 3 đến 4",),
        ("Trạng thái: Đang bán → Tạm nghỉ bán",),
    ]


def test_the_words_and_the_photos_of_a_listing_are_told(pages, tea, tea_seller):
    for _ in range(2):
        photos.add_photo(product=tea, file=wizard.photo())
    pages.post(f"/ban-hang/san-pham/{tea.pk}/sua/", {
        "title": "Chè đinh", "product_set": tea.product_set.code, "sale_unit": "goi",
        "net_weight": "200 g", "description": "Hái sáng, gọi 0990 123 456.",
        "photo": wizard.photo(jpeg(colour="#446622")), "photo_token": "",
    })  # fmt: skip

    (changes,) = told(tea_seller)
    assert "Tên: Chè nõn tôm → Chè đinh" in changes
    assert "Ảnh: 2 ảnh → 1 ảnh" in changes
    assert any(change.startswith("Mô tả: ") and "Hái sáng" in change for change in changes)
    assert "123 456" not in " ".join(changes)


def test_new_goods_are_told_with_their_values(pages, tea_seller):
    wizard.walk(pages, title="Chè nõn tôm", stock="5")

    changes = told(tea_seller)[0]
    assert "Tên: Chè nõn tôm" in changes
    assert "Ảnh: 1 ảnh" in changes
    assert any(change.startswith("Giá: ") for change in changes)
    assert any(change.startswith("Số hàng: 5 ") for change in changes)


def test_a_step_of_an_order_is_told_and_no_buyer_with_it(pages, tea_seller):
    part = make_part(tea_seller)
    before = part.get_state_display()

    pages.post(f"/ban-hang/don-hang/{part.number}/buoc/", {"verb": "confirm"})

    part.refresh_from_db()
    kept = " ".join(f"{c.label} {c.before} {c.after}" for c in HelperChange.objects.all())
    assert told(tea_seller) == [(f"Bước: {before} → {part.get_state_display()}",)]
    assert not any(secret in kept for secret in ("990123456", "0990", "Trần Thu Hà", "Số 12"))


def test_a_fact_of_the_shop_is_told(pages, tea_seller):
    pages.post("/ban-hang/gian-hang/mot-cau/", {"answer": "Chè nhà làm"})

    assert told(tea_seller) == [("Câu giới thiệu: Chè nhà làm",)]


def test_values_go_with_a_change_that_is_rolled_back(grant, tea, rf):
    from django.urls import resolve

    from sellers.helping import rules

    request = rf.post(f"/ban-hang/san-pham/{tea.pk}/gia/")
    request.resolver_match = resolve(request.path)
    rule = rules.rule_of("sellers:price")
    with trail.kept(grant, rule, request, {"pk": tea.pk}):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            tea.stockrecords.update(price=1)
            1 / 0  # noqa: B018
        tea.stockrecords.update(price=130_000)

    assert [(c.before, c.after) for c in HelperChange.objects.all()] == [(OLD, NEW)]
    assert HelperAct.objects.count() == 1


def test_a_long_text_is_told_from_where_it_differs():
    same = "Chè hái sớm. " * 40

    ((label, before, after),) = values.changed({"Mô tả": same + "Sao tay."}, {"Mô tả": same})

    assert label == "Mô tả"
    assert "Sao tay." in before
    assert max(len(before), len(after)) <= values.MAX
    assert before.startswith("…")


def test_the_page_costs_the_same_for_one_act_and_for_thirty(grant, tea, tea_seller):
    browser, costs = made.browser_of(factories.owner_of(tea_seller)), []
    browser.get(PAGE)
    for count in (1, 29):
        for n in range(count):
            act = HelperAct.objects.create(
                grant=grant, helper=grant.helper, seller=tea_seller, helper_name="Lan", words="x"
            )
            HelperChange.objects.create(act=act, label="Giá", before=f"{n} đ", after="9 đ")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(PAGE).status_code == 200
        costs.append(len(asked))

    assert costs[0] == costs[1]
