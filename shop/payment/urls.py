"""Paths of payments: gateways, the notices of providers, and the operators' queue."""

from django.urls import path

from shop.payment import views, webhooks
from shop.payment.vnpay import simulator
from shop.payment.vnpay import views as vnpay

app_name = "payment"

urlpatterns = [
    path("thanh-toan/vnpay/ket-qua/", vnpay.result, name="vnpay-result"),
    path("thanh-toan/vnpay/<str:number>/", vnpay.GoView.as_view(), name="vnpay"),
    path("api/v1/webhooks/vnpay", vnpay.notice, name="vnpay-ipn"),
    path("api/v1/webhooks/bank", webhooks.bank, name="bank-feed"),
    path("api/v1/webhooks/<slug:code>", webhooks.of_gateway, name="gateway-notice"),
    path("doi-soat-tien/", views.QueueView.as_view(), name="cases"),
    path("doi-soat-tien/<int:pk>/", views.CaseView.as_view(), name="case"),
    path("_vnpay/thanh-toan/", simulator.pay, name="simulator"),
    path("_vnpay/api/", simulator.api, name="simulator-api"),
]
