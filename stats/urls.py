"""Paths of the officials' pages, under ``/thong-ke/``."""

from django.urls import path

from stats.views import (
    at_markets,
    communes,
    definitions,
    field_reports,
    files,
    floors,
    ladder,
    lists,
    ocop,
    old_units,
    outside,
    overview,
    proof,
    published,
    reports,
    sellers,
)

app_name = "stats"

urlpatterns = [
    path("", overview.SummaryView.as_view(), name="summary"),
    path("theo-nhom/", overview.PartsView.as_view(), name="parts"),
    path("xa/", communes.CommunesView.as_view(), name="communes"),
    path("so-sanh/", communes.CompareView.as_view(), name="compare"),
    path("xa/<str:code>/", communes.CommuneView.as_view(), name="commune"),
    path("nguoi-ban/<int:pk>/", sellers.SellerView.as_view(), name="seller"),
    path("don-hang/", lists.OrdersView.as_view(), name="orders"),
    path("don-hang/<str:number>/", sellers.SellerOrderView.as_view(), name="order"),
    path("san-pham/", lists.GoodsView.as_view(), name="goods"),
    path("ocop/", ocop.OcopView.as_view(), name="ocop"),
    path("ho/", ladder.LadderView.as_view(), name="ladder"),
    path("ho/tai-ve.csv", ladder.LadderFileView.as_view(), name="ladder-csv"),
    path("phan-anh/", field_reports.FieldReportsView.as_view(), name="field-reports"),
    path(
        "phan-anh/tai-ve.csv",
        field_reports.FieldReportsFileView.as_view(),
        name="field-reports-csv",
    ),
    path("cho/", ocop.MarketsView.as_view(), name="markets"),
    path("cho/<slug:slug>/", at_markets.MarketView.as_view(), name="market"),
    path("ben-ngoai/", outside.OutsideView.as_view(), name="outside"),
    path("san-khac/", floors.FloorReportsView.as_view(), name="floors"),
    path("san-khac/<int:pk>/", floors.FloorImportView.as_view(), name="floor-import"),
    path("san-khac/<int:pk>/tep/", floors.FloorFileView.as_view(), name="floor-file"),
    path("doi-soat/", proof.ProofView.as_view(), name="proof"),
    path("tai-ve/<slug:table>.csv", files.DownloadView.as_view(), name="download"),
    path("dinh-nghia/", definitions.DefinitionsView.as_view(), name="definitions"),
    path("don-vi-cu/", old_units.OldUnitsView.as_view(), name="old_units"),
    path(
        "tai-ve/<slug:table>.xlsx",
        files.DownloadView.as_view(file_format="xlsx"),
        name="download-xlsx",
    ),
    path("tai-ve/bao-cao.pdf", files.DownloadView.as_view(file_format="pdf"), name="download-pdf"),
    path("bao-cao/", reports.ReportListView.as_view(), name="reports"),
    path("bao-cao/<int:pk>.<slug:file_format>", reports.ReportFileView.as_view(), name="report"),
    path("nhat-ky-tai/", reports.ExportLogView.as_view(), name="exports"),
    path("toan-tinh/", published.PublishedView.as_view(), name="published"),
    path("khoa-so/", published.ClosesView.as_view(), name="closes"),
    path("khoa-so/<str:month>/", published.ClosedMonthView.as_view(), name="closed-month"),
]
