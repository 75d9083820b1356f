"""Paths of programmes: beside the operators' queue of money."""

from django.urls import path, re_path

from shop.programme import views

app_name = "programmes"

urlpatterns = [
    path("", views.ListView.as_view(), name="list"),
    path("moi/", views.NewView.as_view(), name="new"),
    path("<int:pk>/", views.ProgrammeView.as_view(), name="one"),
    path("<int:pk>/ma/", views.PersonalCodesView.as_view(), name="codes"),
    re_path(
        r"^(?P<pk>[0-9]{1,9})/bao-cao\.(?P<kind>csv|xlsx)$",
        views.ReportView.as_view(),
        name="report",
    ),
]
