"""An app of somebody else: it asks a citizen, and fetches its tokens."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.test import Client

from accounts import signin
from accounts.granting import codes
from accounts.models import User

PAGE, TOKEN, REVOKE = "/tai-khoan/cho-phep/", "/oauth/token", "/oauth/revoke"
META = "/.well-known/oauth-authorization-server"
BACK, OTHER_BACK = "vn.thainguyen.app:/ve", "https://app.example.vn/ve?x=1"
VERIFIER = "v" * 64
REGISTERED = [
    {"id": "c-thainguyen", "name": "C-ThaiNguyen", "redirect_uris": [BACK, OTHER_BACK]},
    {"id": "other", "name": "Khác", "redirect_uris": [BACK], "rights": ["basket"]},
]


def browser_of(user: User) -> Client:
    """Return a browser in which a code of the own phone was typed just now."""
    browser = Client(enforce_csrf_checks=False)
    browser.force_login(user)
    session = browser.session
    signin.mark_proved(session)
    session.save()
    return browser


def asking(**changes) -> str:
    words = {
        "response_type": "code", "client_id": "c-thainguyen", "redirect_uri": BACK,
        "scope": "basket orders", "state": "s-1", "code_challenge": codes.challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    } | changes  # fmt: skip
    return f"{PAGE}?{urlencode({name: value for name, value in words.items() if value})}"


def words_of(answer) -> dict[str, str]:
    assert answer.status_code == 302, answer.content
    return dict(parse_qsl(urlsplit(answer.url).query))


def allowed(user, **changes) -> str:
    return words_of(browser_of(user).post(asking(**changes), {"allow": "1"}))["code"]


def fetch(**changes):
    form = {
        "grant_type": "authorization_code", "client_id": "c-thainguyen", "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    } | changes  # fmt: skip
    return Client(enforce_csrf_checks=True).post(TOKEN, form)


def call(path: str, access: str):
    return Client().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {access}"})
