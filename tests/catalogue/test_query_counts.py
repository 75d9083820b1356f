import pytest

from catalogue import photos
from catalogue.models import Product
from pagecache.store import store
from shop.search.queries import Wanted, find
from tests.catalogue.conftest import picture_bytes, upload
from tests.factories import make_certificate, make_listing, make_seller

LIMIT = 15


def fill(count: int) -> None:
    """Make listings with a certificate and one photo, which is drawn once for all of them."""
    image = None
    for number in range(count):
        seller = make_seller(f"Hộ {number}", quote="Nhà tôi làm.")
        product = make_listing(seller, f"Chè số {number}", harvest_mask=0b111111111111)
        make_certificate(product, 4)
        if image is None:
            image = photos.add_photo(product=product, file=upload(picture_bytes(size=(64, 48))))
            photos.render_photo(image.pk)
            image.refresh_from_db()
        else:
            image.pk, image.product = None, product
            image.save(force_insert=True)


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/san-pham/",
        "/danh-muc/che/?sao=3",
        "/tim-kiem/?q=che+so",
        "/san-pham/{slug}-{pk}/",
        "/gian-hang/{seller}/",
        "/mua-vu/?mua=3",
        "/xa/",
        "/xa/tan-cuong-05503/",
        "/tim-kiem/?q=khong-co&nhom=V.1&xa=05503&sao=5&mua=3&gia-tu=1000&gia-den=9000",
    ],
    ids=[
        "home",
        "list",
        "shelf",
        "search",
        "product",
        "storefront",
        "seasons",
        "communes",
        "commune",
        "none found",
    ],
)
def test_page_stays_within_its_queries(
    client, db, rows, address, monkeypatch, django_assert_max_num_queries
):
    fill(rows)
    product = Product.objects.select_related("partner").first()
    # Made anew, as without a page cache.
    monkeypatch.setattr(store, "max_bytes", 0)
    path = address.format(slug=product.slug, pk=product.pk, seller=product.partner.code)

    # A process reads its index once, not for each page.
    find(Wanted())
    with django_assert_max_num_queries(LIMIT):
        assert client.get(path).status_code == 200
