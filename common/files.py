"""Where uploaded files are kept: whole or not at all, and some without a public address."""

import contextlib
import errno
import os
import secrets

from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.functional import LazyObject

from common.errors import BusinessRuleError

#: No space left, quota used up, file too large for the disk, disk turned read-only.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
#: A share of another system that knows no links; the names are drawn, so none is taken.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)


class FileRefused(BusinessRuleError):
    """A file cannot be kept; ``message`` tells what to do."""

    message = "Chưa nhận được tệp này. Bạn chọn tệp khác."


class NoRoom(FileRefused):
    """The disk takes no more; what was typed beside the file is kept."""

    message = "Chưa lưu được ảnh vì máy chủ hết chỗ. Chữ đã nhập còn nguyên. Lát nữa bạn gửi lại."


class WholeFileSystemStorage(FileSystemStorage):
    """A folder in which no half file ever has its name, whatever happens to disk or process."""

    def _save(self, name, content):
        """Write beside, have it on the disk, then give it its name. Raises ``NoRoom``."""
        partial = f"{name}.{secrets.token_hex(4)}.partial"
        try:
            partial = super()._save(partial, content)
            with open(self.path(partial), "rb") as file:
                os.fsync(file.fileno())
            # A link is refused where the name is taken, a rename is not.
            return self._named(partial, name)
        except OSError as problem:
            if problem.errno in _FULL:
                raise NoRoom from problem
            raise
        finally:
            with contextlib.suppress(OSError):
                os.unlink(self.path(partial))

    def _named(self, partial: str, name: str) -> str:
        while True:
            try:
                os.link(self.path(partial), self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
                continue
            except OSError as problem:
                if problem.errno not in _NO_LINKS:
                    raise
                os.rename(self.path(partial), self.path(name))
            return name


class PrivateFileSystemStorage(WholeFileSystemStorage):
    """A folder outside the media: only a view hands its files out."""

    def url(self, name):
        """Refuse: there is none."""
        raise ValueError("a private file has no URL")


class _PrivateFiles(LazyObject):
    """Whatever ``STORAGES`` names at the moment of use.

    A field asks once, when its class is made; with the storage itself, tests would all write into
    the folder of the first settings.
    """

    _wrapped = property(lambda self: storages["private"])

    def _setup(self) -> None:
        """Do nothing: the storage is looked up each time."""


def private_files() -> Storage:
    """Return the storage for scans and the like."""
    return _PrivateFiles()
