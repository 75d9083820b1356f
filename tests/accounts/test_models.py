"""Users: one per phone, names in Vietnamese order, found by the admin."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError

from accounts.addresses import client_ip
from accounts.models import User
from common.phones import InvalidPhone
from tests.operators import enter

pytestmark = pytest.mark.django_db


def test_user_is_stored_by_phone_in_one_form():
    user = User.objects.create_user("0912.345.678", full_name="Nguyễn Thị Hoa")

    assert user.phone == "+84912345678"
    assert (user.last_name, user.first_name) == ("Nguyễn Thị", "Hoa")
    assert user.get_full_name() == "Nguyễn Thị Hoa"
    assert user.email == ""
    assert not user.has_usable_password()


def test_one_phone_has_one_user():
    User.objects.create_user("0912345678")

    with pytest.raises(IntegrityError):
        User.objects.create_user("+84 912 345 678")


def test_user_without_a_real_phone_is_not_created():
    with pytest.raises(InvalidPhone):
        User.objects.create_user("123")


def test_two_users_without_mail_live_side_by_side():
    User.objects.create_user("0912345678")
    User.objects.create_user("0987654321")

    assert User.objects.filter(email="").count() == 2


def test_operator_signs_in_by_password_with_the_phone_as_typed():
    root = User.objects.create_superuser("0912345678", "mat-khau-dai")

    assert authenticate(username="0912 345 678", password="mat-khau-dai") == root
    assert authenticate(username="not a phone", password="mat-khau-dai") is None
    assert authenticate(username="0912 345 678", password="sai") is None


def test_admin_finds_a_user_by_the_phone_as_typed_and_adds_another(client):
    enter(client, User.objects.create_superuser("0912345678", "mat-khau-dai"))
    User.objects.create_user("0987654321", full_name="Lý Văn Sơn")

    base = "/quan-tri/he-thong/accounts/user/"
    found = client.get(base, {"q": "0987 654 321"}).content.decode()
    added = client.post(
        f"{base}add/",
        {"phone": "0976 543 210", "full_name": "Mai", "usable_password": "false"},
    )

    assert "Lý Văn Sơn" in found
    assert added.status_code == 302
    assert User.objects.filter(phone="+84976543210").exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (1, "", "127.0.0.1"),
    ],
    ids=["no proxy", "invented entry", "two proxies", "header missing"],
)
def test_address_of_the_visitor_cannot_be_invented(rf, settings, proxies, forwarded, found):
    settings.TRUSTED_PROXY_COUNT = proxies

    request = rf.get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="127.0.0.1")

    assert client_ip(request) == found


@pytest.mark.parametrize(
    ("sender", "found"),
    [("203.0.113.9", "203.0.113.9"), ("10.1.2.3", "198.51.100.1"), ("", "198.51.100.1")],
    ids=["past the proxy", "the proxy", "by a socket file"],
)
def test_only_the_proxy_is_believed_about_addresses(rf, settings, sender, found):
    settings.TRUSTED_PROXY_COUNT = 1

    request = rf.get("/", HTTP_X_FORWARDED_FOR="198.51.100.1", REMOTE_ADDR=sender)

    assert client_ip(request) == found


def test_anybody_would_be_believed_without_the_list_of_proxies(rf, settings):
    """Negative control: the whole world counts as the proxy."""
    settings.TRUSTED_PROXY_COUNT, settings.TRUSTED_PROXIES = 1, ["0.0.0.0/0"]

    request = rf.get("/", HTTP_X_FORWARDED_FOR="198.51.100.1", REMOTE_ADDR="203.0.113.9")

    assert client_ip(request) == "198.51.100.1"
