"""Paths of the open data, under ``/du-lieu-mo/``; the feeds of goods stand in ``discovery``."""

from django.urls import path

from opendata import views

app_name = "opendata"

urlpatterns = [
    path("", views.index, name="index"),
    path("danh-muc.jsonld", views.catalogue, {"form": "jsonld"}, name="catalogue-jsonld"),
    path("danh-muc.ttl", views.catalogue, {"form": "ttl"}, name="catalogue-ttl"),
    path("<slug:code>/mo-ta.json", views.schema, name="schema"),
    *(
        path(f"<slug:code>.{form}", views.file, {"form": form}, name=form)
        for form in ("csv", "json")
    ),
    *(
        path(
            f"<slug:code>/lan-<int:number>.{form}",
            views.file,
            {"form": form},
            name=f"{form}-revision",
        )
        for form in ("csv", "json")
    ),
]
