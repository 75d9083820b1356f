"""The seller's money by the books: sums that equal their rows, and what a carrier hands over."""

import pytest

from sellers import money as books
from shop.order import moves
from shop.payment import money
from shop.payment.models import LedgerEntry
from tests import factories
from tests.sellers.placed import make_part, place, walk

pytestmark = pytest.mark.django_db
DELIVERED = ("confirmed", "packed", "shipped", "delivered")


@pytest.fixture
def orders(tea_seller):
    """One waits, one is held by the carrier, one passed on, one returned, one cancelled."""
    parts = [make_part(tea_seller, 1 + n, phone=f"+8499012345{n}") for n in range(5)]
    for part in parts[1:4]:
        walk(part, *DELIVERED)
    money.pass_on(seller_order=parts[2], holder="at_carrier", reference="x")
    walk(parts[3], "returned")
    moves.cancel(seller_order=parts[4])
    return parts


def test_sums_equal_the_rows(tea_seller, orders):
    sums = books.sums_of(tea_seller.partner)
    rows = books.rows_of(books.money_orders(tea_seller.partner))

    assert sums.waiting_vnd == sum(row.waiting_vnd for row in rows) == orders[0].total_vnd
    held = orders[1].total_vnd + orders[3].total_vnd
    assert sums.held_vnd == sum(row.held_vnd for row in rows) == held
    assert sums.in_hand_vnd == sum(row.in_hand_vnd for row in rows) == orders[2].total_vnd
    assert sums.to_return_vnd == sum(row.to_return_vnd for row in rows) == orders[3].total_vnd
    assert len(rows) == 4


@pytest.mark.parametrize(
    ("bucket", "places"), [("cho", [0]), ("giu", [3, 1]), ("tay", [2]), ("tra", [3])]
)
def test_lists_the_orders_of_a_sum(seller_client, orders, bucket, places):
    page = seller_client.get(f"/ban-hang/tien/?xem={bucket}")

    assert [row.number for row in page.context["rows"]] == [orders[n].number for n in places]


def test_counts_nothing_of_another_seller(orders):
    other = factories.make_seller("HTX miến Nà Dài", "05692")

    assert books.sums_of(other.partner) == books.Sums(0, 0, 0, 0)
    assert books.rows_of(books.money_orders(other.partner)) == []


def test_notes_once_that_the_carrier_handed_the_cash_over(seller_client, tea_seller, orders):
    url = f"/ban-hang/tien/{orders[1].number}/da-chuyen/"
    before = books.sums_of(tea_seller.partner)
    assert seller_client.get(url).status_code == 200
    assert books.sums_of(tea_seller.partner) == before

    seller_client.post(url)
    page = seller_client.post(url, follow=True).content.decode()

    after = books.sums_of(tea_seller.partner)
    assert after.held_vnd == before.held_vnd - orders[1].total_vnd
    assert after.in_hand_vnd == before.in_hand_vnd + orders[1].total_vnd
    assert "Không có tiền nào" in page
    paid_out = LedgerEntry.objects.filter(kind="payout", seller_order=orders[1])
    assert paid_out.count() == 1


def test_hides_the_money_of_another_seller(client, orders):
    client.force_login(factories.owner_of(factories.make_seller("HTX miến", "05692")))
    url = f"/ban-hang/tien/{orders[1].number}/da-chuyen/"

    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404


def test_says_when_the_money_comes(seller_client, orders):
    html = seller_client.get("/ban-hang/tien/").content.decode()

    assert "Khách trả khi nhận hàng, dự kiến" in html
    assert "Bưu tá đang giữ, dự kiến chuyển" in html


def test_home_shows_the_same_sums(seller_client, tea_seller, orders):
    home = seller_client.get("/ban-hang/").context["home"]

    sums = books.sums_of(tea_seller.partner)
    assert (home.due_vnd, home.received_vnd) == (
        sums.waiting_vnd + sums.held_vnd,
        sums.in_hand_vnd,
    )


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_any_number_of_orders_with_the_same_queries(
    seller_client, tea_seller, rows, django_assert_max_num_queries
):
    tea = factories.make_listing(tea_seller, stock=100)
    for n in range(rows):
        place((tea, 1), phone=f"+8499012{n:04}")
    seller_client.get("/ban-hang/tien/")

    with django_assert_max_num_queries(9):
        page = seller_client.get("/ban-hang/tien/")

    assert len(page.context["rows"]) == min(rows, 20)
