"""The addresses below ``/api/v1/``."""

from django.urls import path

from api import views
from api.application import api

app_name = "api"

#: ninja's own root would show its errors as a page.
_operations = [entry for entry in api.urls[0] if entry.name != "api-root"]

urlpatterns = [
    path("openapi.json", views.openapi, name="openapi"),
    path("docs/", views.docs, name="docs"),
    *_operations,
]
