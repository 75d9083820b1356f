"""Photos of documents: made clean like every photo, kept where only a view hands them out."""

from django.core.files.uploadedfile import UploadedFile

from catalogue import images
from catalogue.photos import PhotoRefused, check_upload


def clean_scan(file: UploadedFile) -> bytes:
    """Return an uploaded photo as a JPEG without metadata, longest side ≤ 1600 px.

    Call it outside a transaction: it decodes. Raises ``PhotoRefused``.
    """
    check_upload(file)
    try:
        return images.to_jpeg(images.decode(file.read()))
    except images.ImageRefused as problem:
        raise PhotoRefused(problem.message) from problem
