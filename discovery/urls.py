"""Paths for machines."""

from django.urls import path, re_path

from discovery import views
from discovery.feeds import FLOOR_TABLES, FORMS

app_name = "discovery"

urlpatterns = [
    path("robots.txt", views.robots_txt, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    re_path(
        r"^sitemap/(?P<section>[a-z-]{1,20})-(?P<number>[0-9]{1,9})\.xml$",
        views.sitemap_part,
        name="sitemap-part",
    ),
    *(
        path(f"du-lieu-mo/hang/{name}", views.feed, {"name": name}, name=f"feed-{name}")
        for name in (*FORMS, *FLOOR_TABLES)
    ),
    *(
        path(
            f"gian-hang/<slug:slug>/{name}",
            views.seller_feed,
            {"name": name},
            name=f"seller-feed-{name}",
        )
        for name in FORMS
    ),
    path("gian-hang/<slug:slug>/cho-<slug:floor>.csv", views.floor_feed, name="floor-feed"),
]
