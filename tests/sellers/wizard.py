"""The listing wizard as a seller's browser walks it, one screen after the other."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.sellers.conftest import jpeg

START = "/ban-hang/dang-ban/"
#: Step → what is typed on its screen.
ANSWERS = {
    "mon": {"title": "Chè búp khô La Bằng", "product_set": "I.5.a"},
    "cach-ban": {"pack": "goi:500"},
    "gia": {"price": "185k"},
    "so-luong": {"stock": "40", "season": "ca-nam"},
}


def url(client_id, step: str) -> str:
    return f"{START}{client_id}/{step}/"


def photo(data: bytes | None = None, name: str = "che.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg() if data is None else data, content_type="image/jpeg")


def answer(client, client_id, step: str, **changes):
    """Send one screen."""
    sent = {"photo": photo()} if step == "anh" else ANSWERS.get(step, {})
    return client.post(url(client_id, step), sent | changes)


def walk(client, *, client_id=None, to: str = "xem-lai", **changes):
    """Answer every screen up to ``to``; return the id and the last answer.

    ``changes`` are fields by name, for whichever screen asks for them.
    """
    client_id = client_id or uuid.uuid4()
    response = None
    for step in ("anh", *ANSWERS, "xem-lai"):
        known = {"description"} if step == "xem-lai" else set(ANSWERS.get(step, {"photo"}))
        known |= {"sale_unit", "net_weight"} if step == "cach-ban" else set()
        known |= {"first_month", "last_month"} if step == "so-luong" else set()
        own = {name: value for name, value in changes.items() if name in known}
        response = answer(client, client_id, step, **own)
        if step == to:
            break
    return client_id, response
