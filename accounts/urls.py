"""Addresses of accounts, mounted under /tai-khoan/."""

from django.urls import path

from accounts import program_views, views
from accounts.device_views import DevicesView, RecheckView
from accounts.granting.views import ConsentView
from accounts.moving_views import ChangePhoneView, StopPhoneView
from accounts.openid import views as openid
from accounts.personal_data.views import EraseView, OwnDataView
from accounts.proving import ProveView

app_name = "accounts"

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("dang-nhap/", views.PhoneView.as_view(), name="login"),
    path("dang-ky/", views.PhoneView.as_view(is_register=True), name="register"),
    path("ma-xac-nhan/", views.CodeView.as_view(), name="code"),
    path("gui-lai-ma/", views.ResendView.as_view(), name="resend"),
    path("ho-ten/", views.NameView.as_view(), name="name"),
    path("may/", DevicesView.as_view(), name="devices"),
    path("hoi-lai/", RecheckView.as_view(), name="recheck"),
    path("dung-la-ban/", ProveView.as_view(), name="prove"),
    path("doi-so/", ChangePhoneView.as_view(), name="change-phone"),
    path("dung-doi-so/<slug:token>/", StopPhoneView.as_view(), name="stop-phone"),
    path("du-lieu/", OwnDataView.as_view(), name="own-data"),
    path("xoa/", EraseView.as_view(), name="erase"),
    path("ung-dung/", program_views.ProgramsView.as_view(), name="programs"),
    path("ung-dung/<int:pk>/thoat/", program_views.EndView.as_view(), name="end-program"),
    path("dinh-danh/", openid.LinkedView.as_view(), name="identity"),
    path("dinh-danh/di/", openid.LeaveView.as_view(), name="identity-leave"),
    path("dinh-danh/ve/", openid.BackView.as_view(), name="identity-back"),
    path("cho-phep/", ConsentView.as_view(), name="grant"),
    path("dang-xuat/", views.LogoutView.as_view(), name="logout"),
]
