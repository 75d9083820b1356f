"""Settings of the test suite: quick hashing, files of the run's own, no broker.

Not in ``marketplace.settings``: importing any module there runs that package first.
"""

import os
import tempfile

os.environ["SECRET_KEY"] = "test-key"
os.environ["DEBUG"] = "False"
os.environ.pop("REDIS_URL", None)
# A busy machine of tests is no long lock.
os.environ["DATABASE_LOCK_SECONDS"] = "60"
# Playwright keeps an event loop in the test's thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Workers of pytest-xdist, and a pytest that a test starts, inherit the folder of the process
# that made it; that one removes it.
if "marketplace-test-" not in os.environ.get("VAR_DIR", ""):
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="marketplace-test-")
    os.environ["VAR_DIR_OF"] = str(os.getpid())
# What workers of one run share, such as the file of limits, one would empty under the other.
if not os.environ["VAR_DIR"].endswith(os.environ.get("PYTEST_XDIST_WORKER", "")):
    os.environ["VAR_DIR"] += "/" + os.environ["PYTEST_XDIST_WORKER"]
    os.makedirs(os.environ["VAR_DIR"], exist_ok=True)
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    os.environ["DATABASE_POOL"] = "False"
else:
    os.environ["DATABASE_URL"] = f"sqlite:///{os.environ['VAR_DIR']}/db.sqlite3"

from marketplace.settings import *  # noqa: F403
from marketplace.settings import DATABASES, STORAGES, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
CELERY_BROKER_URL = "memory://"
# What a test has just written is seen at its next look.
PAGE_CACHE_TRUST_MS = 0
# No thread beside the tests: they write what was counted themselves.
VISIT_SECONDS = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that threads and the browser's server see one database; nothing to survive.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
