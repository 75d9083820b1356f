"""Oscar's own paths, and the API beside them."""

from django.urls import include, path

from stock_oscar.urls import urlpatterns as of_the_shop

urlpatterns = [path("api/", include("oscarapi.urls")), *of_the_shop]
