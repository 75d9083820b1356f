"""A form without a token is taken from pages of ours only."""

import pytest
from django.http import HttpResponse
from django.test import Client

from common.own_pages import from_own_pages, is_from_own_page
from tests.factories import make_listing, make_seller

OWN, OTHER = "http://testserver", "https://evil.example"


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "same-origin", "origin": "null"}, True),
        ({"sec_fetch_site": "cross-site", "origin": OWN, "referer": f"{OWN}/"}, False),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"origin": OWN}, True),
        ({"origin": OTHER, "referer": f"{OWN}/"}, False),
        ({"origin": "null", "referer": f"{OWN}/"}, False),
        ({"origin": f"{OWN}.evil.example"}, False),
        ({"referer": f"{OWN}/san-pham/che-1/"}, True),
        ({"referer": f"{OTHER}/?{OWN}/"}, False),
        ({"referer": f"{OWN}@evil.example/"}, False),
        ({"referer": "http://[::1"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_what_the_browser_says_first_decides(rf, headers, is_own):
    assert is_from_own_page(rf.post("/", headers=headers)) is is_own


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"origin": OWN}, 302), ({"origin": OTHER}, 403), ({}, 403)],
    ids=["own page", "other site", "says nothing"],
)
@pytest.mark.django_db
def test_basket_takes_goods_from_own_pages_only(headers, status):
    tea = make_listing(make_seller())
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post(f"/gio-hang/them/{tea.pk}/", {"quantity": 1}, headers=headers)

    assert answer.status_code == status
    assert ("oscar_open_basket" in browser.cookies) is (status == 302)


def test_old_browser_that_says_nothing_is_taken_with_a_token(rf):
    secret = "a" * 32
    request = rf.post("/", {"csrfmiddlewaretoken": secret})
    request.COOKIES["csrftoken"] = request.META["CSRF_COOKIE"] = secret

    answer = from_own_pages(lambda _request: HttpResponse("taken"))(request)

    assert answer.content == b"taken"
