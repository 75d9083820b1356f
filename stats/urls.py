"""Paths of the officials' pages, under ``/thong-ke/``."""

from django.urls import path

from stats import views

app_name = "stats"

urlpatterns = [
    path("", views.SummaryView.as_view(), name="summary"),
    path("xa/<str:code>/", views.CommuneView.as_view(), name="commune"),
    path("nguoi-ban/<int:pk>/", views.SellerView.as_view(), name="seller"),
    path("don-hang/<str:number>/", views.SellerOrderView.as_view(), name="order"),
    path("doi-soat/", views.ProofView.as_view(), name="proof"),
    path("tai-ve/<slug:table>.csv", views.DownloadView.as_view(), name="download"),
]
