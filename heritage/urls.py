"""Paths of heritage sites."""

from django.urls import path

from heritage import views

app_name = "heritage"

urlpatterns = [
    path("", views.sites, name="list"),
    path("<slug:slug>/", views.site, name="site"),
]
