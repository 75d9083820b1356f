"""Oscar's catalogue app, forked."""

from django.urls import path, re_path
from oscar.apps.catalogue import apps
from oscar.core.loading import get_class


class CatalogueConfig(apps.CatalogueConfig):
    """Mount goods and shelves at full paths of their own; the shop mounts them at the root."""

    name = "catalogue"

    def ready(self):
        super().ready()
        from catalogue import tasks  # noqa: F401

        self.reviews_view = get_class("catalogue.reviews.views", "ProductReviewList")

    def get_urls(self):
        from catalogue import ask_views, views

        return self.post_process_urls(
            [
                path("xa/", views.communes, name="communes"),
                path("bao-toi/", ask_views.AskedView.as_view(), name="asked"),
                path("bao-toi/<int:pk>/", ask_views.AskView.as_view(), name="ask"),
                path("bao-toi/thoi/<str:token>/", ask_views.StopView.as_view(), name="ask-stop"),
                path("mua-vu/", views.seasons, name="seasons"),
                re_path(r"^xa/(?P<code>[0-9]{5})/$", views.commune, name="commune-by-code"),
                re_path(
                    r"^xa/(?P<slug>[\w-]*)-(?P<code>[0-9]{5})/$", views.commune, name="commune"
                ),
                path("san-pham/", self.catalogue_view.as_view(), name="index"),
                re_path(
                    r"^san-pham/(?P<product_slug>[\w-]*)-(?P<pk>[0-9]{1,18})/$",
                    self.detail_view.as_view(),
                    name="detail",
                ),
                re_path(
                    r"^san-pham/(?P<product_slug>[\w-]*)-(?P<pk>[0-9]{1,18})/danh-gia/$",
                    self.reviews_view.as_view(),
                    name="reviews",
                ),
                path(
                    "san-pham/tuyen-chon/<slug:slug>/",
                    self.range_view.as_view(),
                    name="range",
                ),
                path(
                    "danh-muc/<path:category_slug>/",
                    self.category_view.as_view(),
                    name="category",
                ),
            ]
        )
