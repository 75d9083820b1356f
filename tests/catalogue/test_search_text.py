from catalogue.models import Product
from catalogue.search_text import refresh, search_text_of
from tests.factories import make_listing, make_seller


def test_listing_is_found_by_title_shelf_seller_and_commune(db):
    product = make_listing(make_seller("HTX Đồi Xanh"), "Chè Đinh")

    words = search_text_of(product)

    assert words.startswith(" che dinh ")
    assert " htx doi xanh " in words
    assert " che tra " in words
    assert " xa tan cuong " in words


def test_refresh_writes_only_what_changed_in_few_queries(db, django_assert_max_num_queries):
    seller = make_seller()
    for number in range(5):
        make_listing(seller, f"Chè {number}")
    seller.partner.name = "HTX Mới"
    seller.partner.save()

    with django_assert_max_num_queries(9):
        assert refresh(Product.objects.all()) == 5
    assert refresh(Product.objects.all()) == 0
    assert Product.objects.filter(search_text__contains=" htx moi ").count() == 5
