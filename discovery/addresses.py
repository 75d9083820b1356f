"""Addresses as machines need them: whole, and the same whoever asks."""

from urllib.parse import urljoin

from django.conf import settings
from django.templatetags.static import static

#: Shown where a page has no photo of its own: 1200 × 630 px.
SHARE_PICTURE = "img/share.jpg"


def absolute(path: str) -> str:
    """Return the public address of a path; one that is whole already comes back unchanged."""
    return urljoin(f"{settings.SITE_URL}/", path)


def widest(picture) -> str:
    """Return the address of the largest file of a ``Picture``."""
    largest = picture.srcset.rsplit(", ", 1)[-1].split(" ")[0] if picture.srcset else picture.src
    return absolute(largest)


def share_picture() -> str:
    """Return the address of the picture of the whole shop."""
    return absolute(static(SHARE_PICTURE))
