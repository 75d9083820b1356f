"""Papers of people: no number can be read in a backup, no picture of one is kept."""

import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import reverse

from audit.models import AuditEvent
from marketplace.backups import archives, making
from sellers.identity_models import IdentityCheck, SealedLook, TaxNumber
from tests import factories, servers
from tests.sellers.conftest import jpeg

pytestmark = pytest.mark.django_db
PAGE = "/ban-hang/xac-thuc/"
#: The number of a household's tax is the one on the identity card.
NUMBERS = ("019185004321", "019085001234", "019190007777")
#: Every column that holds a file. A new one is added here by who knows that no paper is in it.
FILES = {
    "catalogue.Category.image",
    "catalogue.OcopCertificate.scan",
    "catalogue.ProductImage.original",
    "catalogue.ProductAttributeValue.value_file",
    "catalogue.ProductAttributeValue.value_image",
    "fieldreports.FieldReport.photo",
    "markets.MarketPrint.file",
    "opendata.Revision.csv_file",
    "opendata.Revision.json_file",
    "sellers.DraftPhoto.image",
    "sellers.DraftPhoto.preview",
    "sellers.Seller.portrait",
    "stats.FloorImport.file",
}


def readable(folder: Path) -> set[str]:
    """Return the numbers that who holds a backup can read, however they are spaced."""
    text = b"".join(words_in(path) for path in sorted(folder.iterdir())).decode("latin-1")
    return {n for n in NUMBERS if re.search(r"[\s.\-]?".join(n), text)}


def words_in(path: Path) -> bytes:
    """Return a file of a backup with what a dump of PostgreSQL has compressed."""
    raw = path.read_bytes()
    if not raw.startswith(b"PGDMP"):
        return raw
    restore = servers.postgres_programs() / "pg_restore"
    return subprocess.run([restore, "-f", "-", path], check=True, capture_output=True).stdout


def files_of_people() -> set[str]:
    return {
        str(path)
        for root in archives.roots().values()
        for path in root.rglob("*")
        if path.is_file()
    }


def household(number: str):
    """Return a household that wrote its number down, as its page takes it."""
    seller = factories.make_seller(
        f"Hộ {number[-4:]}", "05503", kind="household", identity="unverified"
    )
    TaxNumber.objects.filter(seller=seller).delete()
    return seller


@pytest.mark.django_db(transaction=True)
def test_a_backup_tells_no_number_and_each_look_at_one_is_a_row(client, tmp_path):
    sellers = []
    for number in NUMBERS:
        seller = household(number)
        client.force_login(factories.owner_of(seller))
        spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
        client.post(reverse("sellers:tax-number"), {"number": spaced})
        sellers.append(seller)
    client.force_login(factories.make_official("commune_official", commune="05503"))
    opened = [
        number
        for number, seller in zip(NUMBERS, sellers, strict=True)
        for _ in range(2)
        if number in client.post(f"/duyet/xac-thuc/{seller.pk}/so/").content.decode()
    ]

    folder = making.make_backup(tmp_path / "sealed")

    assert TaxNumber.objects.count() == len(NUMBERS)
    assert len(opened) == 6
    assert SealedLook.objects.count() == 6
    assert AuditEvent.objects.filter(action="tax_number.looked").count() == 6
    assert readable(folder) == set()

    # Negative control: a number that somebody got into a note is found in the copy.
    IdentityCheck.objects.create(seller=sellers[0], provider="manual", note=f"CCCD {NUMBERS[0]}")
    assert readable(making.make_backup(tmp_path / "told")) == {NUMBERS[0]}


def test_a_picture_of_a_paper_is_not_kept_anywhere(client):
    seller = household(NUMBERS[0])
    client.force_login(factories.owner_of(seller))
    before = files_of_people()

    for address in (PAGE, reverse("sellers:tax-number")):
        photo = SimpleUploadedFile("can-cuoc.jpg", jpeg(), "image/jpeg")
        client.post(address, {"number": NUMBERS[0], "photo": photo, "image": photo, "file": photo})

    assert files_of_people() == before
    assert TaxNumber.objects.filter(seller=seller).exists()


def test_no_column_is_for_pictures_of_papers():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    }

    assert found == FILES
