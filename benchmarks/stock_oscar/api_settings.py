"""The smallest shop, with django-oscar-api as its own guide sets it up and lists in pages."""

from stock_oscar.settings import *  # noqa: F403
from stock_oscar.settings import INSTALLED_APPS, MIDDLEWARE

ROOT_URLCONF = "stock_oscar.api_urls"
INSTALLED_APPS += ["rest_framework", "oscarapi"]
MIDDLEWARE[MIDDLEWARE.index("oscar.apps.basket.middleware.BasketMiddleware")] = (
    "oscarapi.middleware.ApiBasketMiddleWare"
)
REST_FRAMEWORK = {
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 24,
}
