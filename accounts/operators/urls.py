"""Addresses of the operators' own pages, mounted under /quan-tri/ before Oscar's."""

from django.urls import path

from accounts.operators.trail import TrailView

app_name = "operators"

urlpatterns = [
    path("nhat-ky/", TrailView.as_view(), name="trail"),
]
