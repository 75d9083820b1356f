"""Paths of markets."""

from django.urls import path

from markets.views import boarding, printing, public, rents, trading

app_name = "markets"

_BOARD = "ban-quan-ly-cho/<slug:slug>"

urlpatterns = [
    path("cho/", public.markets, name="list"),
    path("cho/<slug:slug>/", public.market, name="market"),
    path("quay/<str:code>/", public.stall, name="stall"),
    path("quay/<str:code>/ban/", trading.SellView.as_view(), name="sell"),
    path("quay/<str:code>/ban/<int:pk>/bo/", trading.UndoView.as_view(), name="undo"),
    path("quay/<str:code>/gian-hang/", trading.LinkView.as_view(), name="link"),
    path("quay/<str:code>/phi/<int:pk>/", trading.RentView.as_view(), name="own-rent"),
    path("ban-quan-ly-cho/", boarding.BoardsView.as_view(), name="boards"),
    path(f"{_BOARD}/", boarding.BoardView.as_view(), name="board"),
    path(f"{_BOARD}/quay-moi/", boarding.StallNewView.as_view(), name="board-stall-new"),
    path(f"{_BOARD}/nhap/", boarding.ImportView.as_view(), name="board-import"),
    path(f"{_BOARD}/thong-tin/", boarding.SettingsView.as_view(), name="board-settings"),
    path(f"{_BOARD}/cho-4-0/", boarding.StatusView.as_view(), name="status"),
    path(f"{_BOARD}/quay/<str:code>/", boarding.StallView.as_view(), name="board-stall"),
    path(
        f"{_BOARD}/quay/<str:code>/nghi/", boarding.StallEndView.as_view(), name="board-stall-end"
    ),
    path(f"{_BOARD}/in/", printing.PrintsView.as_view(), name="board-prints"),
    path(f"{_BOARD}/in/<int:pk>.pdf", printing.PrintFileView.as_view(), name="board-print"),
    path(f"{_BOARD}/phi/", rents.RentsView.as_view(), name="rents"),
    path(f"{_BOARD}/phi/<int:pk>/", rents.RentView.as_view(), name="rent"),
]
