"""The shelves of the shop, the 26 product sets, and the one product class: data that code needs."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from catalogue.models import Category, ProductClass, ProductSet

SETS_FILE = Path(__file__).parent / "data" / "product_sets.csv"
SETS_LEGAL_BASIS = "QĐ 148/QĐ-TTg ngày 24/2/2023, sửa bởi QĐ 1489/QĐ-TTg ngày 6/7/2025"
SETS_VALID_FROM = date(2023, 2, 24)

#: code, name, short name on tiles
SHELVES = (
    ("che", "Chè, trà", "Chè"),
    ("gao", "Gạo, ngũ cốc", "Gạo"),
    ("mien-bun", "Miến, bún, bánh", "Miến, bún"),
    ("mat-ong", "Mật ong", "Mật ong"),
    ("thit-trung", "Thịt, cá, trứng", "Thịt, trứng"),
    ("rau-qua", "Rau, củ, quả", "Rau quả"),
    ("nam-mang", "Nấm, măng, đồ khô", "Nấm, măng"),
    ("gia-vi", "Tương, gia vị", "Gia vị"),
    ("do-uong", "Đồ uống", "Đồ uống"),
    ("duoc-lieu", "Dược liệu, tinh dầu", "Dược liệu"),
    ("thu-cong", "Thủ công, cây cảnh", "Thủ công"),
    ("du-lich", "Du lịch bản làng", "Du lịch"),
)


@transaction.atomic
def load_catalogue_reference() -> None:
    """Create or update the shelves, the product sets and the product class; safe to repeat."""
    ProductClass.objects.get_or_create(
        slug="nong-san",
        defaults={"name": "Nông sản", "requires_shipping": True, "track_stock": True},
    )
    shelves = {c.code: c for c in Category.objects.filter(code__isnull=False)}
    for code, name, short_name in SHELVES:
        if code not in shelves:
            shelves[code] = Category.objects.add_root(
                {"code": code, "name": name, "short_name": short_name, "slug": code}
            )
    with SETS_FILE.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    ProductSet.objects.bulk_create(
        [
            ProductSet(
                code=row["code"],
                group_name=row["group_name"],
                name=row["name"],
                short_name=row["short_name"],
                authority=row["authority"],
                category=shelves[row["category"]],
                legal_basis=SETS_LEGAL_BASIS,
                valid_from=SETS_VALID_FROM,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["group_name", "name", "short_name", "authority", "category", "legal_basis"],
    )
