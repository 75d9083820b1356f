"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from common.collecting import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

application = get_wsgi_application()

settle()
