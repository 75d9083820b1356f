"""Work of the catalogue that happens after a commit, called by the outbox."""

from catalogue import photos
from jobs import outbox


@outbox.handler(photos.KIND, queue="media")
def render_photo(payload: dict) -> None:
    """Make the sizes of one photo."""
    photos.render_photo(payload["image_id"])
