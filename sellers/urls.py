"""Paths of producers: their public page, their own pages, the review queue."""

from django.urls import path

from sellers.storefront import storefront
from sellers.views import (
    answers,
    claim,
    deliveries,
    drafts,
    helper_teams,
    helpers,
    helping,
    home,
    identity,
    identity_checks,
    listings,
    money,
    offline,
    order_steps,
    orders,
    packing,
    profile,
    review,
    slips,
    unanswered,
)

app_name = "sellers"

#: Ways aside of an order: the end of the path, the name, the page.
ORDER_STEPS = (
    ("it-hon", "order-less", order_steps.LessView),
    ("giao-sau", "order-later", order_steps.LaterView),
    ("mot-phan", "order-partial", order_steps.PartialView),
    ("khong-giao-duoc", "order-failed", order_steps.FailedView),
    ("hang-ve", "order-back", order_steps.BackView),
    ("tra-hang", "order-return", order_steps.ReturnAnswerView),
    ("da-nhan-tien", "order-received", order_steps.ReceivedView),
    ("rut-de-nghi", "order-withdraw", order_steps.WithdrawView),
)

urlpatterns = [
    path("gian-hang/<slug:slug>/", storefront, name="storefront"),
    path("ban-hang/", home.HomeView.as_view(), name="home"),
    path("ban-hang/dang-ky/", home.RegisterView.as_view(), name="register"),
    path("ban-hang/tien/", money.MoneyView.as_view(), name="money"),
    path("ban-hang/tien/tai-khoan/", money.BankView.as_view(), name="bank"),
    path(
        "ban-hang/tien/tai-khoan/<int:pk>/bo/",
        money.WithdrawBankView.as_view(),
        name="bank-withdraw",
    ),
    path("ban-hang/tien/<str:number>/da-chuyen/", money.PassOnView.as_view(), name="pass-on"),
    path("ban-hang/giao-hang/", deliveries.DeliveriesView.as_view(), name="deliveries"),
    path("ban-hang/gian-hang/", profile.ProfileView.as_view(), name="profile"),
    path("ban-hang/gian-hang/anh/", profile.PortraitView.as_view(), name="portrait"),
    path("ban-hang/gian-hang/anh/bo/", profile.DropPortraitView.as_view(), name="portrait-drop"),
    path("ban-hang/gian-hang/<slug:part>/", profile.ProfilePartView.as_view(), name="profile-part"),
    path("ban-hang/xac-thuc/", identity.IdentityView.as_view(), name="identity"),
    path("ban-hang/xac-thuc/ma-so-thue/", identity.TaxNumberView.as_view(), name="tax-number"),
    path("ban-hang/xac-thuc/di/", identity.LeaveView.as_view(), name="identity-leave"),
    path("ban-hang/xac-thuc/ve/", identity.BackView.as_view(), name="identity-back"),
    path("ban-hang/tro-giup/", home.HelpView.as_view(), name="help"),
    path("ban-hang/dang-ban/", drafts.StartView.as_view(), name="list-product"),
    path("ban-hang/dang-ban/ngoai-mang/", offline.OfflineView.as_view(), name="draft-offline"),
    path("ban-hang/dang-ban/tho-viec.js", offline.WorkerView.as_view(), name="draft-worker"),
    path(
        "ban-hang/dang-ban/<uuid:client_id>/bo/",
        drafts.DiscardView.as_view(),
        name="draft-discard",
    ),
    path(
        "ban-hang/dang-ban/<uuid:client_id>/<slug:step>/",
        drafts.StepView.as_view(),
        name="draft-step",
    ),
    path("ban-hang/dang-ban/<int:pk>/xong/", listings.ListedView.as_view(), name="listed"),
    path("ban-hang/san-pham/", listings.ListingsView.as_view(), name="listings"),
    path("ban-hang/san-pham/<int:pk>/", listings.ListingView.as_view(), name="listing"),
    path("ban-hang/san-pham/<int:pk>/sua/", listings.ReviseView.as_view(), name="revise"),
    path("ban-hang/san-pham/<int:pk>/kho/", listings.StockView.as_view(), name="stock"),
    path("ban-hang/san-pham/<int:pk>/gia/", listings.PriceView.as_view(), name="price"),
    path("ban-hang/san-pham/<int:pk>/bat-tat/", listings.SwitchView.as_view(), name="switch"),
    path("ban-hang/goi-hang/", packing.PackingView.as_view(), name="packing"),
    path("ban-hang/goi-hang/nhan.pdf", packing.LabelsView.as_view(), name="labels"),
    path("ban-hang/don-hang/", orders.OrdersView.as_view(), name="orders"),
    path("ban-hang/don-hang/<str:number>/", orders.OrderView.as_view(), name="order"),
    path("ban-hang/don-hang/<str:number>/nhan.pdf", packing.LabelView.as_view(), name="label"),
    path("ban-hang/don-hang/<str:number>/buoc/", orders.MoveView.as_view(), name="order-move"),
    path("ban-hang/don-hang/<str:number>/huy/", orders.CancelView.as_view(), name="order-cancel"),
    *(
        path(f"ban-hang/don-hang/<str:number>/{end}/", page.as_view(), name=name)
        for end, name, page in ORDER_STEPS
    ),
    path("tra-loi/<str:token>/", answers.AnswerView.as_view(), name="answer"),
    path("api/v1/voice-answers", answers.voice_answer, name="voice-answer"),
    path("can-goi/", unanswered.UnansweredView.as_view(), name="unanswered"),
    path("nhan-tai-khoan/", claim.ClaimView.as_view(), name="claim"),
    path("nhan-tai-khoan/dien-thoai/", claim.ClaimPhoneView.as_view(), name="claim-phone"),
    path("nhan-tai-khoan/ma-xac-nhan/", claim.ClaimCodeView.as_view(), name="claim-code"),
    path("nhan-tai-khoan/gui-lai-ma/", claim.ClaimResendView.as_view(), name="claim-resend"),
    path("ban-hang/nguoi-giup/", helpers.HelpersView.as_view(), name="helpers"),
    path(
        "ban-hang/nguoi-giup/<int:pk>/dung/", helpers.StopHelperView.as_view(), name="helper-stop"
    ),
    path("ho-tro/", helping.HelpingView.as_view(), name="helping"),
    path("ho-tro/thoi/", helping.HelpingLeaveView.as_view(), name="helping-leave"),
    path("ho-tro/<int:pk>/lam/", helping.HelpingBeginView.as_view(), name="helping-begin"),
    path("ho-tro/ma/", helping.HelpingCodeView.as_view(), name="helping-code"),
    path("ho-tro/<int:pk>/dung/", helping.HelpingEndView.as_view(), name="helping-end"),
    path("duyet/to-ho-tro/", helper_teams.TeamsView.as_view(), name="helper-teams"),
    path(
        "duyet/to-ho-tro/<int:pk>/thoi/",
        helper_teams.DismissView.as_view(),
        name="helper-dismiss",
    ),
    path("duyet/ho/", slips.CommunesView.as_view(), name="slips"),
    path("duyet/ho/<str:code>/", slips.HamletsView.as_view(), name="slips-commune"),
    path("duyet/ho/<str:code>/xom/", slips.HamletView.as_view(), name="slips-hamlet"),
    path("duyet/ho/<str:code>/in/", slips.PrintView.as_view(), name="slips-print"),
    path("duyet/xac-thuc/", identity_checks.QueueView.as_view(), name="identity-checks"),
    path("duyet/xac-thuc/<int:pk>/", identity_checks.CheckView.as_view(), name="identity-check"),
    path("duyet/xac-thuc/<int:pk>/so/", identity_checks.LookView.as_view(), name="identity-look"),
    path("duyet/", review.QueueView.as_view(), name="review-queue"),
    path("duyet/<int:pk>/", review.ReviewView.as_view(), name="review"),
    path(
        "duyet/<int:pk>/yeu-cau-go/",
        review.TakedownRequestView.as_view(),
        name="takedown-request",
    ),
]
