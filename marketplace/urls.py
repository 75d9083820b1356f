"""The paths of the marketplace; Vietnamese, stable."""

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView
from django.views.static import serve

from accounts.granting import views as granting
from accounts.openid import views as openid
from catalogue.views import home
from jobs.views import message_log
from marketplace import app_links, installable, styleguide, views
from marketplace.documents import reading
from marketplace.documents import views as documents
from marketplace.watching.metrics import metrics
from pagecache.declaring import shared_page

INFORMATION = ("sao-ocop",)

handler400 = "marketplace.views.bad_request"
handler500 = "marketplace.views.server_error"

urlpatterns = [
    *(
        path(
            f"{name}/",
            shared_page()(TemplateView.as_view(template_name=f"pages/{name}.html")),
            name=name,
        )
        for name in INFORMATION
    ),
    *(path(f"{key}/", documents.document, {"key": key}, name=key) for key in reading.names()),
    *(
        path(f"{key}/ban-<int:number>/", documents.version, {"key": key}, name=f"{key}-version")
        for key in reading.names()
    ),
    path("xep-hang/", documents.order_of_goods, name="xep-hang"),
    path("ve-san/", documents.who_runs_it, name="ve-san"),
    path("", home, name="home"),
    path("ung-dung.webmanifest", installable.manifest, name="manifest"),
    path(".well-known/assetlinks.json", app_links.android, name="app-links-android"),
    path(".well-known/apple-app-site-association", app_links.apple, name="app-links-apple"),
    path(".well-known/oauth-authorization-server", granting.metadata, name="app-metadata"),
    path("oauth/token", granting.TokenView.as_view(), name="app-token"),
    path("oauth/revoke", granting.RevokeView.as_view(), name="app-revoke"),
    path("oauth/backchannel-logout", openid.SignedOutView.as_view(), name="app-identity-logout"),
    path("tho-viec.js", installable.worker, name="shop-worker"),
    path("ngoai-mang/", installable.offline, name="offline"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("tai-khoan/", include("accounts.urls")),
    path("don-hang/", include("shop.order.urls")),
    path("", include("shop.payment.urls")),
    path("doi-soat-tien/chuong-trinh/", include("shop.programme.urls")),
    path("", include("markets.urls")),
    path("di-san/", include("heritage.urls")),
    path("", include("sellers.urls")),
    path("", include("fieldreports.urls")),
    path("", include("discovery.urls")),
    path("du-lieu-mo/", include("opendata.urls")),
    path("", include("teams.urls")),
    path("thong-ke/", include("stats.urls")),
    path("api/v1/", include("api.urls")),
    path("quan-tri/", include("accounts.operators.urls")),
    path("quan-tri/he-thong/", admin.site.urls),
    path("_ui/", styleguide.styleguide, name="styleguide"),
    path("_tin-nhan/", message_log, name="message-log"),
    path("", include(apps.get_app_config("oscar").urls[0])),
]

if settings.EMBEDDED:
    urlpatterns.append(
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}, name="media")
    )
