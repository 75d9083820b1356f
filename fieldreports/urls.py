"""Paths of reports: where they are sent, followed and answered."""

from django.urls import path, re_path

from fieldreports import subjects
from fieldreports.views import desk, following
from fieldreports.views.sending import SendView

app_name = "fieldreports"


def _send(find):
    return SendView.as_view(find=find)


urlpatterns = [
    re_path(
        r"^san-pham/(?P<product_slug>[\w-]*)-(?P<pk>[0-9]{1,18})/phan-anh/$",
        _send(subjects.listing_at),
        name="send-listing",
    ),
    path("gian-hang/<slug:slug>/phan-anh/", _send(subjects.seller_at), name="send-seller"),
    path("cho/<slug:slug>/phan-anh/", _send(subjects.market_at), name="send-market"),
    path("quay/<str:code>/phan-anh/", _send(subjects.stall_at), name="send-stall"),
    path("phan-anh/", following.state, name="find"),
    path("phan-anh/<str:number>/", following.state, name="state"),
    path("phan-anh/<str:number>/so-dien-thoai/", following.PhoneView.as_view(), name="phone"),
    path("duyet/phan-anh/", desk.ReportsView.as_view(), name="reports"),
    path("duyet/phan-anh/<int:pk>/", desk.ReportView.as_view(), name="report"),
    path("duyet/phan-anh/<int:pk>/anh/", desk.ReportPhotoView.as_view(), name="photo"),
]
