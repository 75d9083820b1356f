"""Paths of producers: their public page, their own pages, the review queue."""

from django.urls import path

from sellers.storefront import storefront
from sellers.views import home, listings, orders, review

app_name = "sellers"


urlpatterns = [
    path("gian-hang/<slug:slug>/", storefront, name="storefront"),
    path("ban-hang/", home.HomeView.as_view(), name="home"),
    path("ban-hang/dang-ky/", home.RegisterView.as_view(), name="register"),
    path("ban-hang/tien/", home.MoneyView.as_view(), name="money"),
    path("ban-hang/tro-giup/", home.HelpView.as_view(), name="help"),
    path("ban-hang/dang-ban/", listings.ListProductView.as_view(), name="list-product"),
    path("ban-hang/dang-ban/<int:pk>/xong/", listings.ListedView.as_view(), name="listed"),
    path("ban-hang/san-pham/", listings.ListingsView.as_view(), name="listings"),
    path("ban-hang/san-pham/<int:pk>/", listings.ListingView.as_view(), name="listing"),
    path("ban-hang/san-pham/<int:pk>/sua/", listings.ReviseView.as_view(), name="revise"),
    path("ban-hang/san-pham/<int:pk>/kho/", listings.StockView.as_view(), name="stock"),
    path("ban-hang/san-pham/<int:pk>/gia/", listings.PriceView.as_view(), name="price"),
    path("ban-hang/san-pham/<int:pk>/bat-tat/", listings.SwitchView.as_view(), name="switch"),
    path("ban-hang/don-hang/", orders.OrdersView.as_view(), name="orders"),
    path("ban-hang/don-hang/<str:number>/", orders.OrderView.as_view(), name="order"),
    path("ban-hang/don-hang/<str:number>/buoc/", orders.MoveView.as_view(), name="order-move"),
    path("ban-hang/don-hang/<str:number>/huy/", orders.CancelView.as_view(), name="order-cancel"),
    path("duyet/", review.QueueView.as_view(), name="review-queue"),
    path("duyet/<int:pk>/", review.ReviewView.as_view(), name="review"),
]
