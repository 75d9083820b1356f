"""Signing in from a program: a code of the own phone, with all limits of the code page."""

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts import codes
from accounts.models import OneTimeCode, ProgramAccess, User
from jobs.models import Outbox
from tests.api.conftest import bearer
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PHONE = "+84912345678"
WISH = {"phone": PHONE, "client": "C-ThaiNguyen", "scopes": ["basket", "orders"]}

NAMED = {"full_name": "Trần Thu Hà"}


@pytest.fixture(autouse=True)
def limits(settings):
    settings.CODE_LIMITS = codes.DEFAULT_LIMITS


def post(path, body, status=200, **options):
    answer = Client(raise_request_exception=False).post(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json", **options
    )
    assert answer.status_code == status, answer.content
    return json.loads(answer.content) if answer.content else None


def code_of(phone=PHONE):
    """Return the code of the newest message."""
    import re

    rows = Outbox.objects.filter(payload__to_phone=phone).order_by("pk")
    return re.search(r"\d{6}", rows.last().payload["text"]).group()


def sign_in(**changes):
    asked = post("sign-in/codes", WISH | changes, 202)
    phone = (WISH | changes)["phone"]
    return post("sign-in/tokens", NAMED | {"sign_in": asked["sign_in"], "code": code_of(phone)})


def test_signs_a_known_person_in(program):
    lan = make_user(PHONE, name="Lan")

    tokens = sign_in()

    me = program.get("me", **bearer(tokens["access_token"]))
    assert re.fullmatch(r"[0-9a-f]{32}", me.pop("sub"))
    assert me == {
        "phone": PHONE,
        "full_name": "Lan",
        "client": "C-ThaiNguyen",
        "scope": "basket orders",
    }
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 900)
    assert ProgramAccess.objects.get().user == lan


def test_gives_a_new_person_an_account(program):
    asked = post("sign-in/codes", WISH, 202)
    body = {"sign_in": asked["sign_in"], "code": code_of(), "full_name": " Trần  Thu Hà "}

    post("sign-in/tokens", body)

    user = User.objects.get(phone=PHONE)
    assert user.full_name == "Trần Thu Hà"
    assert not user.has_usable_password()


@pytest.mark.parametrize("name", ["", "  ", "123", "A"])
def test_asks_a_new_person_for_a_name_and_keeps_the_code(name):
    asked = post("sign-in/codes", WISH, 202)
    body = {"sign_in": asked["sign_in"], "code": code_of()}

    found = post("sign-in/tokens", body | {"full_name": name}, 422)

    assert [error["field"] for error in found["errors"]] == ["full_name"]
    assert not User.objects.exists()
    assert post("sign-in/tokens", body | {"full_name": "Trần Thu Hà"})["access_token"]


def test_a_wrong_code_hears_nothing_of_the_name():
    """Negative control: it would tell whether the number has an account."""
    asked = post("sign-in/codes", WISH, 202)
    wrong = f"{(int(code_of()) + 1) % 1_000_000:06d}"

    found = post("sign-in/tokens", {"sign_in": asked["sign_in"], "code": wrong}, 422)

    assert [error["field"] for error in found["errors"]] == ["code"]


def test_the_message_says_what_the_code_is_for():
    post("sign-in/codes", WISH | {"client": "Ngan hang that"}, 202)

    text = Outbox.objects.get(payload__to_phone=PHONE).payload["text"]
    assert "cho mot ung dung mua hang thay ban" in text
    assert "Khong doc ma cho ai" in text
    assert "Ngan hang" not in text
    assert len(text) <= 160


def test_answers_alike_whether_the_phone_is_known():
    known = post("sign-in/codes", WISH, 202)
    OneTimeCode.objects.all().delete()
    make_user(PHONE)

    unknown = post("sign-in/codes", WISH, 202)

    assert known.keys() == unknown.keys()
    assert known["expires_in"] == unknown["expires_in"]


def test_keeps_the_limits_of_the_code_page():
    post("sign-in/codes", WISH, 202)

    answer = Client().post("/api/v1/sign-in/codes", json.dumps(WISH), "application/json")

    assert answer.status_code == 429
    assert 50 < int(answer["Retry-After"]) <= 60


def test_counts_codes_of_pages_and_programs_together():
    codes.request_code(phone=PHONE, purpose="login", browser_key="b", ip="203.0.113.7")

    post("sign-in/codes", WISH, 429)

    assert OneTimeCode.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "123"}, "phone"),
        ({"client": " "}, "client"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["stats.sales"]}, "scopes.0"),
        ({"more": 1}, "more"),
    ],
)
def test_says_what_is_wrong_with_the_wish(changes, field):
    found = post("sign-in/codes", WISH | changes, 422)

    assert [error["field"] for error in found["errors"]] == [field]


def test_takes_a_code_from_its_asker_only():
    mine = post("sign-in/codes", WISH, 202)
    OneTimeCode.objects.update(created_at="2020-01-01T00:00:00Z")
    code = code_of()
    other = post("sign-in/codes", WISH | {"client": "Kẻ khác"}, 202)

    found = post("sign-in/tokens", {"sign_in": other["sign_in"], "code": code}, 422)

    assert found["errors"][0]["field"] == "code"
    assert post("sign-in/tokens", NAMED | {"sign_in": mine["sign_in"], "code": code})[
        "access_token"
    ]


def test_takes_a_code_once_and_counts_tries():
    asked = post("sign-in/codes", WISH, 202)
    code = code_of()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    found = post("sign-in/tokens", {"sign_in": asked["sign_in"], "code": wrong}, 422)
    post("sign-in/tokens", NAMED | {"sign_in": asked["sign_in"], "code": code})
    post("sign-in/tokens", {"sign_in": asked["sign_in"], "code": code}, 422)

    assert "còn 4 lần" in found["errors"][0]["message"]
    assert ProgramAccess.objects.count() == 1


@pytest.mark.parametrize("depth", [19, 21, 500])
def test_a_body_of_many_levels_is_wrong_and_no_fault(depth):
    phone = []
    for _ in range(depth):
        phone = [phone]

    found = post("sign-in/codes", {"phone": phone, "client": "Sổ tay", "scope": []}, 422)

    assert found["errors"]


def test_refuses_nul_before_the_code_is_used_up():
    asked = post("sign-in/codes", WISH, 202)
    body = {"sign_in": asked["sign_in"], "code": code_of(), "full_name": "Trần\0Hà"}

    assert "NUL" in post("sign-in/tokens", body, 422)["errors"][0]["message"]
    post("sign-in/tokens", body | {"full_name": "Trần Hà"}, 200)
    post("sign-in/codes", WISH | {"client": "C\0Thai"}, 422)


def test_refuses_what_it_did_not_sign():
    body = {"sign_in": "abc:def:ghi", "code": "123456"}

    assert post("sign-in/tokens", body, 422)["errors"][0]["field"] == "sign_in"


def test_tells_a_closed_account_only_to_its_phone():
    make_user(PHONE, is_active=False)
    asked = post("sign-in/codes", WISH, 202)

    found = post("sign-in/tokens", {"sign_in": asked["sign_in"], "code": code_of()}, 403)

    assert "khoá" in found["detail"]


def test_opens_no_account_whose_number_was_silent_for_long():
    """It may be somebody else's now; the page asks whose account it is."""
    lan = make_user(PHONE, name="Lan")
    lan.last_login = timezone.now() - timezone.timedelta(days=91)
    lan.save()
    asked = post("sign-in/codes", WISH, 202)

    post("sign-in/tokens", {"sign_in": asked["sign_in"], "code": code_of()}, 403)

    assert not ProgramAccess.objects.exists()


def test_renews_and_signs_out(program):
    tokens = sign_in()

    fresh = post("sign-in/refresh", {"refresh_token": tokens["refresh_token"]})
    program.get("me", 401, **bearer(tokens["access_token"]))
    post("sign-in/end", {}, 204, **bearer(fresh["access_token"]))

    program.get("me", 401, **bearer(fresh["access_token"]))
    post("sign-in/refresh", {"refresh_token": fresh["refresh_token"]}, 401)

    assert not ProgramAccess.objects.filter(ended_at=None).exists()


def test_believes_no_session(program):
    browser = Client()
    browser.force_login(make_user(PHONE))

    answer = browser.get("/api/v1/me")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_lets_no_store_keep_tokens():
    asked = post("sign-in/codes", WISH, 202)
    body = json.dumps(NAMED | {"sign_in": asked["sign_in"], "code": code_of()})

    answer = Client().post("/api/v1/sign-in/tokens", body, "application/json")

    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize("letter", ["ệ", "😀"])
def test_takes_back_what_it_gave_for_the_longest_name(letter):
    assert sign_in(client=letter * 60)["access_token"]
