"""Addresses of the operators' own pages, mounted under /quan-tri/ before Oscar's."""

from django.urls import path

from accounts.operators.entering import EnterView, LeaveView, SetUpView
from accounts.operators.trail import TrailView

app_name = "operators"

urlpatterns = [
    path("phien/", EnterView.as_view(), name="enter"),
    path("phien/thiet-lap/", SetUpView.as_view(), name="set-up"),
    path("phien/dong/", LeaveView.as_view(), name="leave"),
    path("nhat-ky/", TrailView.as_view(), name="trail"),
]
