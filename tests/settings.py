"""The environment of the test suite, set before ``marketplace.settings`` reads it.

It cannot stand inside that package: importing any module there runs the package first.
"""

import os
import tempfile

os.environ["SECRET_KEY"] = "test-key"
os.environ["DEBUG"] = "False"
os.environ.pop("REDIS_URL", None)
# Playwright keeps an event loop in the test's thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Workers of pytest-xdist inherit the folder of the process that started them.
if "marketplace-test-" not in os.environ.get("VAR_DIR", ""):
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="marketplace-test-")

from marketplace.settings.test import *  # noqa: F403
