"""Paths of the shopper's order pages, mounted under ``/don-hang/``."""

from django.urls import path

from shop.order import views

app_name = "orders"

urlpatterns = [
    path("", views.FindOrderView.as_view(), name="find"),
    path("<str:number>/", views.OrderView.as_view(), name="detail"),
    path("<str:number>/phieu/", views.ReceiptView.as_view(), name="receipt"),
    path("<str:number>/mua-lai/", views.AgainView.as_view(), name="again"),
    path("<str:number>/huy/<str:part>/", views.CancelView.as_view(), name="cancel"),
    path("<str:number>/tra-loi/<str:part>/", views.AnswerView.as_view(), name="answer"),
    path("<str:number>/da-chuyen/<str:part>/", views.ClaimView.as_view(), name="claim"),
    path("<str:number>/tra-hang/<str:part>/", views.ReturnView.as_view(), name="return"),
]
