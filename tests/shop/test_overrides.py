"""Every fork that the market relies on is the class that Oscar really uses."""

import pytest
from django.apps import apps
from django.db.models.signals import post_save
from oscar.core.loading import get_class, get_model

CLASSES = [
    ("offer.applicator", "Applicator"),
    ("partner.strategy", "Selector"),
    ("order.utils", "OrderCreator"),
    ("order.utils", "OrderNumberGenerator"),
    ("shipping.repository", "Repository"),
    ("shipping.methods", "PerSellerDelivery"),
    ("checkout.views", "IndexView"),
    ("checkout.views", "ThankYouView"),
    ("basket.views", "BasketView"),
    ("basket.views", "BasketAddView"),
    ("basket.forms", "AddToBasketForm"),
    ("customer.views", "OrderHistoryView"),
    ("communication.utils", "Dispatcher"),
    ("dashboard.orders.views", "OrderDetailView"),
    ("dashboard.orders.views", "OrderListView"),
    ("dashboard.orders.views", "queryset_orders_for_user"),
    ("search.views", "FacetedSearchView"),
    ("catalogue.reviews.views", "ProductReviewList"),
]

MODELS = [
    ("offer", "ConditionalOffer", "shop.offer"),
    ("voucher", "Voucher", "shop.voucher"),
    ("payment", "Source", "shop.payment"),
    ("payment", "Transaction", "shop.payment"),
    ("partner", "Partner", "shop.partner"),
    ("partner", "StockRecord", "shop.partner"),
    ("order", "Order", "shop.order"),
    ("order", "Line", "shop.order"),
    ("order", "ShippingAddress", "shop.order"),
    ("basket", "Basket", "shop.basket"),
    ("address", "UserAddress", "shop.address"),
    ("catalogue", "Product", "catalogue"),
    ("catalogue", "Category", "catalogue"),
    ("catalogue", "ProductImage", "catalogue"),
    ("reviews", "ProductReview", "catalogue.reviews"),
]

CONFIGS = {
    "analytics": "shop.analytics",
    "address": "shop.address",
    "basket": "shop.basket",
    "catalogue": "catalogue",
    "checkout": "shop.checkout",
    "communication": "shop.communication",
    "customer": "shop.customer",
    "order": "shop.order",
    "partner": "shop.partner",
    "payment": "shop.payment",
    "reviews": "catalogue.reviews",
    "search": "shop.search",
    "shipping": "shop.shipping",
}


@pytest.mark.parametrize(("label", "name"), CLASSES)
def test_uses_our_class(label, name):
    found = get_class(label, name)

    assert not found.__module__.startswith("oscar.")


@pytest.mark.parametrize(("app", "name", "package"), MODELS)
def test_uses_our_model(app, name, package):
    found = get_model(app, name)

    assert found.__module__.startswith(package + ".")


@pytest.mark.parametrize(("label", "package"), CONFIGS.items())
def test_uses_our_config(label, package):
    assert apps.get_app_config(label).name == package


def test_writes_no_row_on_a_page_view():
    from oscar.apps.order.signals import order_placed

    import shop.analytics.apps as ours

    receivers = [str(receiver) for receiver in (*order_placed.receivers, *post_save.receivers)]

    assert ours.AnalyticsConfig.ready.__qualname__ == "AnalyticsConfig.ready"
    assert not [name for name in receivers if "analytics" in name]
