"""Keep a chosen photo while the rest of a form is being mended.

A browser never sends a chosen file twice by itself; without this a seller with one typing
mistake would have to take the photo again. Files wait outside the public media.
"""

import re
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

MAX_AGE_S = 24 * 3600
_TOKEN = re.compile(r"[0-9a-f]{32}")


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "held-photos"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def hold(photo: UploadedFile, *, session) -> str:
    """Keep a checked photo for this browser; return the token of the hidden field, or nothing."""
    forget_old()
    # One photo per browser: a form sent a hundred times must not fill the disk.
    forget((session.get("held_photo") or {}).get("token", ""), session=session)
    token = secrets.token_hex(16)
    photo.seek(0)
    try:
        (_folder() / token).write_bytes(photo.read())
    except OSError:
        # A full disk: the photo has to be chosen again, the rest of the form goes on.
        (_folder() / token).unlink(missing_ok=True)
        return ""
    session["held_photo"] = {"token": token, "name": photo.name}
    return token


def held(token: str, *, session) -> UploadedFile | None:
    """Return the photo kept under ``token``, or None when this browser kept no such one."""
    kept = session.get("held_photo") or {}
    path = _folder() / token if _TOKEN.fullmatch(token or "") else None
    if path is None or kept.get("token") != token or not path.exists():
        return None
    return SimpleUploadedFile(kept["name"], path.read_bytes())


def forget(token: str, *, session) -> None:
    """Drop the photo: it is part of a listing now."""
    session.pop("held_photo", None)
    if _TOKEN.fullmatch(token or ""):
        (_folder() / token).unlink(missing_ok=True)


def forget_old() -> None:
    """Drop photos that nobody came back for."""
    oldest = time.time() - MAX_AGE_S
    for path in _folder().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
