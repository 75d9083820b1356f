"""Paths of the shopper's order pages, mounted under ``/don-hang/``."""

from django.urls import path

from shop.order import views

app_name = "orders"

urlpatterns = [
    path("", views.FindOrderView.as_view(), name="find"),
    path("<str:number>/", views.OrderView.as_view(), name="detail"),
    path("<str:number>/huy/<str:part>/", views.CancelView.as_view(), name="cancel"),
]
