"""A person on the way to the provider of e-identities and back."""

import re
from html import unescape

from accounts import moving
from accounts.models import User
from accounts.openid import joining, linking
from jobs.models import Outbox

HOME, LOGIN, CODE = "/tai-khoan/", "/tai-khoan/dang-nhap/", "/tai-khoan/ma-xac-nhan/"
LEAVE, BACK, PAGE = "/tai-khoan/dinh-danh/di/", "/tai-khoan/dinh-danh/ve/", "/tai-khoan/dinh-danh/"
PROVE = "/tai-khoan/dung-la-ban/"
PHONE, NAME = "+84912345678", "Trần Thị Ngọc"


def leave(browser, **sent) -> str:
    html = browser.post(LEAVE, sent).content.decode()
    return unescape(re.search(r'href="(http://127\.0\.0\.1[^"]+)"', html)[1])


def go(browser, provider, **sent):
    """Sign in at the provider and come back; return the page that the person sees then."""
    return browser.get(BACK, provider.sign_in(leave(browser, **sent)), follow=True)


def prove_phone(browser, phone=PHONE):
    browser.post(LOGIN, {"phone": phone})
    return browser.post(CODE, {"code": newest_code()}, follow=True)


def newest_code() -> str:
    texts = [row.payload["text"] for row in Outbox.objects.order_by("-pk") if "text" in row.payload]
    return next(found[0] for text in texts if (found := re.search(r"\b\d{6}\b", text)))


def who(browser) -> User | None:
    return User.objects.filter(pk=browser.session.get("_auth_user_id")).first()


def link(user, provider, subject="u-1"):
    return joining.link(user=user, identity=linking.identity_of({"sub": subject}))


def change_phone(user):
    moving.ask(user=user, new_phone="+84912000111", by=user)
