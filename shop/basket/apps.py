"""Oscar's basket app, forked: a basket page by seller, adding, and nothing else."""

from django.urls import path
from oscar.apps.basket import apps
from oscar.core.loading import get_class


class BasketConfig(apps.BasketConfig):
    name = "shop.basket"

    def ready(self):
        """Load the two views; vouchers and saved baskets have no pages here."""
        from shop.basket import keeping  # noqa: F401

        self.summary_view = get_class("basket.views", "BasketView")
        self.add_view = get_class("basket.views", "BasketAddView")

    def get_urls(self):
        """Return the paths under ``/gio-hang/``."""
        urls = [
            path("", self.summary_view.as_view(), name="summary"),
            path("them/<int:pk>/", self.add_view.as_view(), name="add"),
        ]
        return self.post_process_urls(urls)
