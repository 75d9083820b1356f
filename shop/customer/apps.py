"""Oscar's customer app, forked: the shopper's orders; signing in lives in ``accounts``."""

from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.generic import RedirectView
from oscar.apps.customer import apps
from oscar.core.loading import get_class


class CustomerConfig(apps.CustomerConfig):
    name = "shop.customer"

    def ready(self):
        """Load the one page; no receivers: nobody is asked for an e-mail address."""
        self.order_history_view = get_class("customer.views", "OrderHistoryView")
        self.order_detail_view = get_class("customer.views", "OrderDetailView")

    def get_urls(self):
        """Return the paths under ``/tai-khoan/`` that ``accounts`` leaves to the shop."""
        urls = [
            path("don-hang/", login_required(self.order_history_view.as_view()), name="order-list"),
            path(
                "don-hang/<str:order_number>/",
                login_required(self.order_detail_view.as_view()),
                name="order",
            ),
            path("login/", _to("accounts:login"), name="login"),
            path("logout/", _to("accounts:logout"), name="logout"),
            path("register/", _to("accounts:register"), name="register"),
            path("tong-quan/", _to("accounts:home"), name="summary"),
        ]
        return self.post_process_urls(urls)


def _to(name: str):
    return RedirectView.as_view(pattern_name=name, query_string=True)
