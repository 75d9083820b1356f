"""Paths for machines."""

from django.urls import path, re_path

from discovery import views

app_name = "discovery"

urlpatterns = [
    path("robots.txt", views.robots_txt, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    re_path(
        r"^sitemap/(?P<section>[a-z-]{1,20})-(?P<number>[0-9]{1,9})\.xml$",
        views.sitemap_part,
        name="sitemap-part",
    ),
]
