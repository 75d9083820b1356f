"""Opening a shop by phone."""

import pytest
from django.urls import reverse

from accounts.models import User
from sellers.models import Seller
from sellers.registration import AlreadySeller, register_seller
from tests import factories

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "Hộ bà Trần Thị Ngọc",
    "kind": "household",
    "commune": "05818",
    "hamlet": "xóm Đồng Đình",
}


def test_household_opens_a_shop_with_name_kind_and_commune(client):
    user = factories.make_user()
    client.force_login(user)

    response = client.post(reverse("sellers:register"), ANSWERS)

    seller = Seller.objects.get()
    assert response.url == reverse("sellers:home")
    assert (seller.partner.name, seller.partner.commune.name) == (ANSWERS["name"], "La Bằng")
    assert not seller.partner.may_sell  # nobody has looked yet at who this is
    assert seller.memberships.get().user == user


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("commune", "", "Chọn xã, phường nơi làm ra hàng."),
        ("commune", "99999", "Chọn xã, phường trong danh sách."),
        ("commune", "00004", "Chọn xã, phường trong danh sách."),
        ("name", "", "Nhập tên gian hàng."),
        ("kind", "", "Chọn một loại."),
        ("kind", "king", "Select"),
    ],
    ids=["no commune", "unknown", "other province", "no name", "no kind", "unknown kind"],
)
def test_a_wrong_answer_comes_back_with_words_and_what_was_typed(client, field, value, words):
    client.force_login(factories.make_user())

    response = client.post(reverse("sellers:register"), ANSWERS | {field: value})

    page = response.content.decode()
    assert response.status_code == 200
    assert "Lỗi:" in page
    assert ("Chọn" if words == "Select" else words) in page
    assert ANSWERS["hamlet"] in page
    assert not Seller.objects.exists()


def test_visitor_is_asked_to_sign_in_first(client):
    response = client.get(reverse("sellers:register"))

    assert response.status_code == 302
    assert response.url.startswith("/tai-khoan/dang-nhap/")


def test_nobody_owns_two_shops():
    seller = factories.make_seller()
    owner = factories.owner_of(seller)

    with pytest.raises(AlreadySeller):
        register_seller(
            user=owner, name="Hộ khác", kind="household", commune=seller.partner.commune
        )

    assert Seller.objects.count() == 1
    assert User.objects.count() == 1
