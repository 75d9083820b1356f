"""Photos and scans in a backup: all of them, unchanged, and nowhere but where they belong."""

import io
import os
import tarfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages

from marketplace.backups import archives, making
from marketplace.backups import manifest as manifests
from marketplace.backups.manifest import BackupBroken, FileFact

PHOTO, SCAN = b"\xff\xd8 a photo", b"%PDF a scan"


@pytest.fixture
def packed(tmp_path):
    """Two files of the market in an archive, and its facts."""
    default_storage.save("goods/2026/che.jpg", ContentFile(PHOTO))
    storages["private"].save("papers/giay.pdf", ContentFile(SCAN))
    path = tmp_path / archives.NAME
    return path, archives.pack(path)


def test_photos_and_scans_come_back_as_they_were(packed):
    path, facts = packed
    default_storage.delete("goods/2026/che.jpg")
    storages["private"].delete("papers/giay.pdf")

    count = archives.unpack(path, facts)

    assert count == 2
    assert default_storage.open("goods/2026/che.jpg").read() == PHOTO
    assert storages["private"].open("papers/giay.pdf").read() == SCAN


def test_a_photo_that_was_changed_in_the_archive_is_refused(packed):
    path, facts = packed
    facts["media/goods/2026/che.jpg"] = FileFact(len(PHOTO), "0" * 64)
    default_storage.delete("goods/2026/che.jpg")

    with pytest.raises(BackupBroken, match="not the file"):
        archives.unpack(path, facts)

    assert not default_storage.exists("goods/2026/che.jpg")


def test_a_photo_that_is_missing_in_the_archive_is_told(packed):
    path, facts = packed
    facts["media/goods/2026/mat-ong.jpg"] = FileFact(1, "0" * 64)

    with pytest.raises(BackupBroken, match=r"1 files are missing, such as media/.*mat-ong"):
        archives.unpack(path, facts)


@pytest.mark.parametrize("name", ["media/../../evil.py", "elsewhere/evil.py", "media/a/../../../x"])
def test_no_file_of_an_archive_leads_out_of_its_folder(tmp_path, name):
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as archive:
        info = tarfile.TarInfo(name)
        info.size = 4
        archive.addfile(info, io.BytesIO(b"evil"))

    with pytest.raises(BackupBroken, match=r"leads out|belongs nowhere"):
        archives.unpack(path, {name: FileFact(4, "0" * 64)})

    assert list(tmp_path.rglob("evil.py")) == list(tmp_path.rglob("x")) == []


def test_a_link_in_the_archive_is_refused(tmp_path):
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as archive:
        info = tarfile.TarInfo("media/a.jpg")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)

    with pytest.raises(BackupBroken, match="not in the manifest"):
        archives.unpack(path, {"media/a.jpg": FileFact(0, "0" * 64)})


def test_an_unreadable_manifest_is_told_so(tmp_path):
    (tmp_path / manifests.NAME).write_text('{"made_at": 1}')

    with pytest.raises(BackupBroken, match="readable"):
        manifests.read(tmp_path)


def test_only_the_newest_whole_backups_are_kept(tmp_path):
    for name in ("2026-11-01-030000", "2026-11-02-030000", "2026-11-03-030000"):
        (tmp_path / name).mkdir()
        (tmp_path / name / manifests.NAME).write_text("{}")
    (tmp_path / "2026-11-04-030000.partial").mkdir()
    (tmp_path / "2026-11-04-030000.partial" / manifests.NAME).write_text("{}")
    (tmp_path / "own-notes").mkdir()

    making._forget(tmp_path, 2)

    left = {path.name for path in tmp_path.iterdir() if path.is_dir()} - {"media", "private"}
    assert left == {
        "2026-11-02-030000", "2026-11-03-030000", "2026-11-04-030000.partial", "own-notes",
    }  # fmt: skip
    assert [p.name for p in making.backups_in(tmp_path)] == [
        "2026-11-03-030000", "2026-11-02-030000",
    ]  # fmt: skip


def test_a_photo_that_is_a_hard_link_comes_back_as_a_file_of_its_own(packed, tmp_path):
    first = default_storage.path("goods/2026/che.jpg")
    os.link(first, default_storage.path("goods/2026/lien.jpg"))
    path = tmp_path / "linked.tar"
    facts = archives.pack(path)
    default_storage.delete("goods/2026/lien.jpg")

    archives.unpack(path, facts)

    assert default_storage.open("goods/2026/lien.jpg").read() == PHOTO
