"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

application = get_wsgi_application()

# What is loaded by now stays for ever: looking through it again takes a page 90 ms now and then.
gc.collect()
gc.freeze()
