"""Make the file of own data in a job, hand it to the owner for some days, drop it."""

import hashlib
import json
import secrets
import zipfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from common.csv_text import csv_bytes
from common.errors import BusinessRuleError
from jobs import outbox
from jobs.messages import send_message
from sellers.event_log import note
from sellers.models import DataExport, Seller
from sellers.own_data import tables

KIND = "own-data"
KEPT = timedelta(days=7)
#: One file in so many hours: it holds everything, and takes a worker a while.
EVERY = timedelta(hours=6)
_CHUNK = 1 << 16


class TooSoon(BusinessRuleError):
    """A file was made a short while ago."""

    message = "Vừa làm một tệp rồi. Bà con tải tệp đó, hoặc sáu giờ nữa làm tệp mới."


@transaction.atomic
def ask(*, seller: Seller, actor: User) -> DataExport:
    """Queue the making of a file. Raises ``TooSoon``."""
    Seller.objects.select_for_update().get(pk=seller.pk)
    if seller.data_exports.filter(asked_at__gt=timezone.now() - EVERY).exists():
        raise TooSoon
    export = DataExport.objects.create(seller=seller, asked_by=actor)
    note(seller=seller, kind="data_asked", words="Xin tệp dữ liệu của gian hàng", actor=actor)
    payload = {"export_id": export.pk}
    outbox.enqueue(kind=KIND, dedupe_key=f"{KIND}:{export.pk}", payload=payload)
    return export


def make(export_id: int) -> None:
    """Write the file and tell the owner; run again, it writes another in its place."""
    export = DataExport.objects.select_related("seller__partner__commune").filter(pk=export_id)
    export = export.first()
    if export is None or export.ready_at:
        return
    name = f"{export.pk}-{secrets.token_hex(16)}.zip"
    path = folder() / name
    _write(path, export.seller)
    now = timezone.now()
    facts = {
        "file_name": name,
        "size_bytes": path.stat().st_size,
        "sha256": _sha256(path),
        "ready_at": now,
        "expires_at": now + KEPT,
    }
    with transaction.atomic():
        if not DataExport.objects.filter(pk=export.pk, ready_at=None).update(**facts):
            path.unlink(missing_ok=True)
            return
        _tell(export)


def file_of(export: DataExport) -> Path | None:
    """Return the file while it may be taken, else None."""
    is_good = export.file_name and export.expires_at and export.expires_at > timezone.now()
    path = folder() / export.file_name if is_good else None
    return path if path and path.exists() else None


@transaction.atomic
def note_download(*, export: DataExport, actor: User) -> None:
    """Write down that the file was taken away."""
    taken = {"downloads": F("downloads") + 1, "last_download_at": timezone.now()}
    DataExport.objects.filter(pk=export.pk).update(**taken)
    note(seller=export.seller, kind="data_taken", words="Tải tệp dữ liệu", actor=actor)


def drop_old() -> int:
    """Delete files whose days are over, and files that no row names; return how many."""
    over = DataExport.objects.filter(expires_at__lte=timezone.now()).exclude(file_name="")
    over.update(file_name="")
    kept = set(DataExport.objects.exclude(file_name="").values_list("file_name", flat=True))
    # A file that is being written has no row yet.
    young = timezone.now().timestamp() - 3600
    gone = [
        path for path in folder().glob("*.zip")
        if path.name not in kept and path.stat().st_mtime < young
    ]  # fmt: skip
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def folder() -> Path:
    """Return the folder of the files, which no page serves."""
    path = Path(settings.VAR_DIR) / "own-data"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _write(path: Path, seller: Seller) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, rows in tables.TABLES.items():
            book.writestr(name, csv_bytes(rows(seller)))
        facts = json.dumps(tables.profile(seller), ensure_ascii=False, indent=2)
        book.writestr("gian-hang.json", facts)
        for name, stored in tables.photos(seller):
            if default_storage.exists(stored):
                with default_storage.open(stored) as photo:
                    # Photos are packed already.
                    book.writestr(name, photo.read(), zipfile.ZIP_STORED)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _tell(export: DataExport) -> None:
    if export.asked_by:
        send_message(
            to_phone=export.asked_by.phone,
            template="own-data",
            text=f"Tệp dữ liệu gian hàng đã xong. Mở {settings.SITE_URL}/ban-hang/du-lieu/",
            dedupe_key=f"own-data-{export.pk}",
        )
