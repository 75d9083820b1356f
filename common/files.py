"""Where uploaded files are kept that have no public address."""

from django.core.files.storage import FileSystemStorage, Storage, storages


class PrivateFileSystemStorage(FileSystemStorage):
    """A folder outside the media: only a view hands its files out."""

    def url(self, name):
        """Refuse: there is none."""
        raise ValueError("a private file has no URL")


def private_files() -> Storage:
    """Return the storage for scans and the like."""
    return storages["private"]
