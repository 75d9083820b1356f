import pytest
from django.urls import reverse

from tests.factories import make_listing, make_seller, owner_of


@pytest.fixture
def listing(client, db):
    seller = make_seller()
    client.force_login(owner_of(seller))
    return make_listing(seller, "Na La Hiên")


def say(client, listing, *months):
    return client.post(reverse("sellers:season", args=[listing.pk]), {"months": months})


@pytest.mark.parametrize(
    ("months", "mask"),
    [((7, 8, 9), 0b000111000000), ((1, 12), 0b100000000001), ((), 0), (range(1, 13), 0)],
)
def test_months_are_written_without_another_review(client, listing, months, mask):
    assert say(client, listing, *months).status_code == 302

    listing.refresh_from_db()
    assert (listing.harvest_mask, listing.is_public, listing.state) == (mask, True, "approved")


def test_form_starts_with_what_is_known(client, listing):
    say(client, listing, 7, 8)

    html = client.get(reverse("sellers:season", args=[listing.pk])).content.decode()

    assert html.count(" checked") == 2
    assert "Na La Hiên" in client.get("/mua-vu/?mua=8").content.decode()


@pytest.mark.parametrize("month", ["0", "13", "x"])
def test_other_months_are_refused(client, listing, month):
    response = say(client, listing, month)

    assert "Chọn trong mười hai tháng." in response.content.decode()
    listing.refresh_from_db()
    assert listing.harvest_mask == 0
