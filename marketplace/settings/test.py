"""Settings of the test suite: quick hashing, files in memory of the run, no broker."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "test-key")
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="marketplace-test-"))
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    os.environ["DATABASE_POOL"] = "False"
else:
    os.environ["DATABASE_URL"] = f"sqlite:///{os.environ['VAR_DIR']}/db.sqlite3"
os.environ.pop("REDIS_URL", None)

from marketplace.settings import *  # noqa: F403
from marketplace.settings import DATABASES, STORAGES, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
CELERY_BROKER_URL = "memory://"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that threads and the browser's server see one database; nothing to survive.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
