"""The goods behind an inventory figure, and certificates that end."""

import pytest
from django.db.models import Sum

from catalogue.models import Product
from stats import certificates, goods
from stats.figures import Asked
from stats.models import InventoryCell
from stats.scopes import WHOLE, Scope
from tests.factories import make_listing, make_seller
from tests.stats.builders import HONEY, TEA, certify
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock():
    """Goods of two communes: starred, about to end, low, by themselves, and private ones."""
    tea, honey = make_seller("Hộ chè", "05503"), make_seller("HTX mật", "05692")
    certify(make_listing(tea, "Chè sao", set_code=TEA), 4, ends_in=400)
    soon = make_listing(tea, "Chè sắp hết hạn", set_code=TEA)
    certify(soon, 3, ends_in=30)
    certify(make_listing(honey, "Mật", set_code=HONEY), 5, ends_in=120)
    certify(make_listing(honey, "Mật chờ", set_code=HONEY), 5, ends_in=120, confirmed=False)
    make_listing(tea, "Chè ít", set_code=TEA, stock=2)
    make_listing(honey, "Mật nháp", set_code=HONEY, state="draft")
    Product.objects.filter(title="Mật").update(is_self_listed=False)
    settle()


def count_in_cells(*, scope: Scope, asked: Asked, only: str) -> int:
    """Return the figure that the goods make, from the cells."""
    cells = InventoryCell.objects.filter(set_code=asked.set_code, stars=asked.stars)
    if scope.commune_codes is not None:
        cells = cells.filter(commune_code__in=scope.commune_codes)
    return cells.aggregate(n=Sum(goods.ONLY[only][0]))["n"] or 0


@pytest.mark.parametrize("only", ["", "ocop", "sap-het-han", "sap-het-hang"])
@pytest.mark.parametrize("code", ["", "05503", "05692"])
def test_listed_goods_are_as_many_as_the_cell_says(stock, only, code):
    scope = Scope(frozenset({code}) if code else None)
    found = 0
    for set_code in ("", TEA, HONEY):
        for stars in (-1, 0, 3, 4, 5):
            which = {"scope": scope, "asked": Asked(set_code, stars), "only": only}
            listed = list(goods.goods_of(**which))

            assert len(listed) == count_in_cells(**which), which
            found += len(listed)
    assert found or code == "05692"


def test_goods_of_a_commune_are_worth_what_its_cell_says(stock):
    cell = InventoryCell.objects.get(commune_code="05503", set_code="", stars=-1)

    listed = goods.goods_of(scope=Scope(frozenset({"05503"})))

    assert sum(map(goods.stock_value, listed)) == cell.stock_vnd


def test_goods_that_sellers_listed_themselves_are_told_apart(stock):
    titles = {product.title for product in goods.goods_of(only="tu-dang")}

    assert "Mật" not in titles
    assert "Chè sao" in titles


def test_certificates_come_with_the_first_to_end(stock):
    found = certificates.certificates()
    rows = certificates.Ending(WHOLE, found.goods.later)

    assert [row.title for row in rows[:]] == ["Chè sắp hết hạn", "Mật"]
    assert [row.title for row in rows[1:2]] == ["Mật"]
    assert [row.ends_within(certificates.SOON_DAYS) for row in rows[:]] == [True, False]
    assert found.goods == (3, 1, 2)
    assert found.by_commune == {"05503": (2, 1, 1), "05692": (1, 0, 1)}
    assert sum(ends.count for ends in found.by_stars.values()) == 3
    own = certificates.certificates(scope=Scope(frozenset({"05692"})))
    assert (own.goods, own.sellers) == ((1, 0, 1), (1, 0, 1))


def test_last_certificate_of_a_product_decides(stock):
    product = Product.objects.get(title="Chè sắp hết hạn")
    certify(product, 4, ends_in=500)
    settle()

    found = certificates.certificates()
    assert found.goods == (3, 0, 1)
    assert found.by_stars[4].count >= 1
    ending = certificates.Ending(WHOLE, found.goods.later)
    assert [row.title for row in ending[:]] == ["Mật"]


def test_goods_together_are_what_their_rows_add_up_to(stock):
    listed = goods.goods_of()
    rows = list(listed)

    assert goods.stocked(listed) == goods.Stocked(
        listings=len(rows),
        certified=sum(bool(row.stars_now) for row in rows),
        low=1,
        left=sum(row.left for row in rows),
        stock_vnd=sum(map(goods.stock_value, rows)),
    )


def test_no_goods_come_to_nothing(db):
    assert goods.stocked(goods.goods_of()) == goods.Stocked(0, 0, 0, 0, 0)
