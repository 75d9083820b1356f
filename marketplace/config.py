"""The Shop config of Oscar with the Vietnamese paths of this market."""

from django.urls import path
from oscar.config import Shop


class MarketplaceShop(Shop):
    """Mounts Oscar's apps; the name stays ``oscar``: its templates and locale hang on it."""

    name = "oscar"

    def get_urls(self):
        """Return the paths of the shop."""
        return [
            path("", self.catalogue_app.urls),
            path("gio-hang/", self.basket_app.urls),
            path("dat-hang/", self.checkout_app.urls),
            path("tai-khoan/", self.customer_app.urls),
            path("tim-kiem/", self.search_app.urls),
            path("quan-tri/", self.dashboard_app.urls),
            path("quan-tri/khuyen-mai/", self.offer_app.urls),
        ]
