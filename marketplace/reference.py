"""Everything that must be in the database before the first page is asked for."""

from django.contrib.sites.models import Site
from django.db import transaction

from catalogue.reference import load_catalogue_reference
from pagecache import folding
from places.services import import_places
from shop.address.models import Country
from shop.payment.models import SourceType

SOURCE_TYPES = (
    ("cod", "Trả tiền khi nhận hàng"),
    ("vietqr", "Chuyển khoản mã QR"),
    ("gateway", "Cổng thanh toán"),
    ("cash_pickup", "Trả tiền mặt khi đến lấy"),
)


@transaction.atomic
def load_reference() -> None:
    """Load places, shelves, product sets, country and ways to pay; safe to repeat."""
    import_places()
    load_catalogue_reference()
    Site.objects.update_or_create(
        pk=1, defaults={"domain": "127.0.0.1:8000", "name": "Nông sản Thái Nguyên"}
    )
    Country.objects.update_or_create(
        iso_3166_1_a2="VN",
        defaults={
            "iso_3166_1_a3": "VNM",
            "iso_3166_1_numeric": "704",
            "printable_name": "Việt Nam",
            "name": "Việt Nam",
            "is_shipping_country": True,
        },
    )
    for code, name in SOURCE_TYPES:
        SourceType.objects.get_or_create(code=code, defaults={"name": name})
    # Thousands of places have each said that all pages are old.
    folding.fold()
