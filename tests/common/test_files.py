"""Private files: in the folder that the settings name at the moment."""

import copy

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from catalogue.models import OcopCertificate
from common.files import private_files
from fieldreports.models import FieldReport
from opendata.models import Revision
from stats.models import FloorImport

FIELDS = [
    OcopCertificate._meta.get_field("scan"),
    FieldReport._meta.get_field("photo"),
    FloorImport._meta.get_field("file"),
    Revision._meta.get_field("csv_file"),
    Revision._meta.get_field("json_file"),
]


def move(settings, folder) -> None:
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": folder}}
    settings.STORAGES = settings.STORAGES | {"private": private}


def test_fields_write_where_the_settings_say_now(settings, tmp_path):
    for at, field in enumerate(FIELDS):
        for folder in (tmp_path / f"{at}-a", tmp_path / f"{at}-b"):
            move(settings, folder)
            field.storage.save("x.txt", ContentFile(b"x"))
            assert [one.name for one in folder.iterdir()] == ["x.txt"]
            assert field.storage.exists("x.txt")


def test_the_storage_itself_would_stay_in_the_first_folder(settings, tmp_path):
    """Negative control."""
    move(settings, tmp_path / "a")
    bound = storages["private"]
    move(settings, tmp_path / "b")

    bound.save("x.txt", ContentFile(b"x"))

    assert (tmp_path / "a" / "x.txt").exists()
    assert not private_files().exists("x.txt")


def test_it_is_a_storage_and_survives_a_copy_of_its_field():
    for field in FIELDS:
        assert isinstance(field.storage, Storage)
        assert copy.deepcopy(field).deconstruct() == field.deconstruct()
        assert field.deconstruct()[3]["storage"] is private_files


def test_each_test_has_a_folder_of_its_own(tmp_path):
    for field in FIELDS:
        assert field.storage.path("x").startswith(str(tmp_path))
