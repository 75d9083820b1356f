"""Paths of markets."""

from django.urls import path

from markets.views import public

app_name = "markets"

urlpatterns = [
    path("cho/", public.markets, name="list"),
    path("cho/<slug:slug>/", public.market, name="market"),
    path("quay/<str:code>/", public.stall, name="stall"),
]
