"""The settings of a public site, without what takes a minute and changes no figure here.

Tables come from the models instead of migrations, and nobody asks for a compressed style sheet.
"""

from marketplace.settings import *  # noqa: F403
from marketplace.settings import STORAGES


class _NoMigrations:
    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


MIGRATION_MODULES = _NoMigrations()
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
