"""Forms set only their own fields; reading changes nothing; sessions end when they should."""

import datetime
import decimal
import re
import uuid
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection, models, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from marketplace.permissions import matrix
from tests import factories
from tests.architecture.access import STAFF_AREA, TABLE
from tests.architecture.crawling import address_of, browser_of, patterns
from tests.architecture.roles import ROLES
from tests.operators import enter

pytestmark = pytest.mark.django_db
slow = pytest.mark.slow
#: Every role of the matrix; the owner of a shop sees most kinds of form.
PEOPLE = ["owner", *(pytest.param(r, marks=slow) for r in ROLES if r != "owner")]
#: Reference data, which no form of ours writes, and what Django keeps of browsers.
BESIDE = ("places_", "django_session", "django_migrations", "sqlite_", "auth_permission",
          "django_content_type", "catalogue_productset", "catalogue_category", "page_")  # fmt: skip


#: Moments, and the digits of a one-time code, inside of texts.
MOMENT = re.compile(r"\b\d{6}\b|20\d\d-\d\d-\d\d[ T]\d\d:\d\d[\d:.+Z]*")
#: Columns that hold chance, by a part of their name.
CHANCE = ("hash", "token", "secret", "key", "code", "dedupe", "took_ms", "nonce", "mark")


#: Fields of a form's later step, which its first page does not show, by address.
LATER = {"/tai-khoan/xoa/": {"code"}, "/ban-hang/dong/": {"code"}}
#: The step of a listing that begins one; who never began it has no page that shows the field.
BEGINNING = re.compile(r"/ban-hang/dang-ban/[0-9a-f-]{36}/gia/")


def later_fields(address: str) -> set[str]:
    """Return the fields of an address that its page does not show yet."""
    return {"price"} if BEGINNING.fullmatch(address) else LATER.get(address, set())


class Forms(HTMLParser):
    """The forms of a page that are sent by POST: where to, and their fields as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], set[str]]] = []
        self.is_open = False
        self.select = self.area = None

    def handle_starttag(self, tag, attrs):
        have = dict(attrs)
        name = have.get("name")
        if tag == "form":
            self.is_open = have.get("method", "").lower() == "post"
            if self.is_open:
                self.found.append((have.get("action") or "", {}, set()))
        elif self.is_open and tag in ("input", "button", "textarea", "select") and name:
            _, values, names = self.found[-1]
            names.add(name)
            is_chosen = have.get("type") not in ("radio", "checkbox", "file") or "checked" in have
            if tag == "textarea":
                self.area, values[name] = name, ""
            elif tag == "select":
                self.select = name
            elif is_chosen and tag == "input":
                values[name] = have.get("value") or _typed(name)
        elif tag == "option" and self.select:
            values = self.found[-1][1]
            if "selected" in have or (have.get("value") and self.select not in values):
                values[self.select] = have.get("value", "")

    def handle_data(self, data):
        if self.area:
            self.found[-1][1][self.area] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.is_open = False


def _typed(name: str) -> str:
    """Return what a person might type into an empty field."""
    words = {"phone": "0990 777 888", "code": "123456", "number": "8500 2051 2345 6",
             "price": "120k", "delta": "10", "stock": "10", "quantity": "1"}  # fmt: skip
    return words.get(name, "Chè Tân Cương")


def every_field() -> dict[str, str]:
    """Return a value for every column of every model, as an attacker would guess them."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            value = _value_for(field)
            found |= {field.name: value, field.attname: value}
    return found


def _value_for(field: models.Field) -> str:
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.ForeignKey | models.IntegerField | models.DecimalField):
        return "1"
    if isinstance(field, models.DateTimeField):
        return "2031-07-31 07:31"
    if isinstance(field, models.DateField):
        return "2031-07-31"
    if field.choices:
        return str(field.flatchoices[-1][0])
    return "CHIEM"


def snapshot(known: set[int] | None = None) -> dict[str, list]:
    """Return the rows by table, without what differs from run to run."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(BESIDE):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            found[table] = sorted(repr(_stable(names, row, known)) for row in rows)
    return found


def _stable(names, row, known) -> list:
    """Return a row with clocks, chance and new keys masked."""
    return [(name, _mask(name, value, known)) for name, value in zip(names, row, strict=True)]


def _mask(name: str, value, known):
    is_key = name == "id" or name.endswith("_id")
    is_clock = isinstance(value, datetime.datetime | uuid.UUID)
    if is_clock or any(part in name for part in CHANCE) or (is_key and _is_new(value, known)):
        return "…"
    if name == "password" and value.startswith(UNUSABLE_PASSWORD_PREFIX):
        return UNUSABLE_PASSWORD_PREFIX
    if isinstance(value, str):
        return MOMENT.sub("…", value)
    return float(value) if isinstance(value, decimal.Decimal) else value


def _is_new(value, known) -> bool:
    return known is not None and isinstance(value, int) and value not in known


def keys() -> set[int]:
    """Return every primary key there is now."""
    found = set()
    for model in apps.get_models():
        if not model._meta.managed or model._meta.db_table.startswith(BESIDE):
            continue
        found |= {
            pk for pk in model._base_manager.values_list("pk", flat=True) if isinstance(pk, int)
        }
    return found


def forms_of(browser, ids) -> dict[str, tuple[dict[str, str], set[str]]]:
    """Return each address that a page sends a form to, with its fields; then the other routes."""
    found = {}
    for address, _, _ in TABLE.values():
        page = address.format(**ids)
        answer = browser.get(page)
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
            continue
        parser = Forms()
        parser.feed(answer.content.decode())
        for action, values, names in parser.found:
            _, known = found.setdefault((action or page).partition("#")[0], (values, set()))
            known |= names
    for name, route, _ in matrix.urls():
        row = matrix.row_of(name)
        if route in TABLE and row and row.post:
            found.setdefault(TABLE[route][0].format(**ids), ({}, set()))
    return found


def sent(user, address: str, data: dict, known: set[int]) -> dict[str, list]:
    """Return the rows after a form was sent, and take it back."""
    point = transaction.savepoint()
    answer = browser_of(user).post(address, data)
    assert answer.status_code < 500, (address, answer.status_code)
    after = snapshot(known)
    transaction.savepoint_rollback(point)
    return after


@pytest.mark.parametrize("role", PEOPLE)
def test_a_form_takes_no_field_but_its_own(things, role):
    people, ids = things
    browser = browser_of(people[role])
    browser.get("/gio-hang/")
    found = forms_of(browser, ids)
    known, everything, wrong = keys(), every_field(), []
    before = snapshot(known)
    changing = set()

    for address, (values, own) in found.items():
        more = {
            name: value
            for name, value in everything.items()
            if name not in own | later_fields(address)
        }
        plain = sent(people[role], address, values, known)
        filled = sent(people[role], address, more | values, known)
        changing |= {address} if plain != before else set()
        wrong += [
            (address, table, sorted(set(filled[table]) - set(plain[table]))[:2])
            for table in plain
            if filled[table] != plain[table]
        ]

    assert wrong == []
    assert len(found) > 60
    assert role != "owner" or len(changing) > 12, changing


def test_a_form_that_takes_every_field_would_be_found(things, monkeypatch):
    """Negative control: a page that sets whatever is sent."""
    from sellers.views import profile

    def careless(self, request, part):
        for name, value in request.POST.items():
            if name in ("story", "quote"):
                setattr(self.seller, name, value)
        self.seller.save(update_fields=["story", "quote"])
        return profile.redirect("sellers:profile")

    people, _ = things
    known = keys()
    monkeypatch.setattr(profile.ProfilePartView, "post", careless)
    address = "/ban-hang/gian-hang/ten/"

    plain = sent(people["owner"], address, {"answer": "HTX"}, known)
    filled = sent(people["owner"], address, every_field() | {"answer": "HTX"}, known)

    assert plain != filled


#: What a look may write: the basket of an account, the day a household last used its account and
#: the session that knows it, page views, and who took which file home.
WRITES_ON_LOOK = {
    "audit_auditevent",
    "audit_auditseal",
    "basket_basket",
    "django_session",
    "sellers_householdrecord",
    "stat_export_entry",
    "stat_visit_batch",
    "stat_visit_day",
}


def tables() -> dict[str, list]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(BESIDE) and table != "django_session":
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.mark.parametrize(
    "role", ["owner", *(pytest.param(r, marks=slow) for r in ("shopper", "commune", "operator"))]
)
def test_looking_changes_nothing(things, role):
    people, ids = things
    browser = browser_of(people[role])
    before, changed = tables(), {}

    for address, _, _ in TABLE.values():
        for method in ("get", "head", "options"):
            getattr(browser, method)(address.format(**ids))
        after = tables()
        for table in after:
            if after[table] != before[table]:
                changed.setdefault(table, []).append(address)
        before = after

    assert {
        table: where[:3] for table, where in changed.items() if table not in WRITES_ON_LOOK
    } == {}


@pytest.mark.parametrize("way", ["signing out", "closing the account"])
def test_a_session_dies_at_once(client, way):
    user = factories.make_official("operator")
    enter(client, user)
    thief = Client()
    thief.cookies = client.cookies.copy()
    before = thief.get("/doi-soat-tien/").status_code
    if way == "signing out":
        client.post("/tai-khoan/dang-xuat/")
    else:
        user.is_active = False
        user.save(update_fields=["is_active"])

    answer = thief.get("/doi-soat-tien/")

    assert (before, answer.status_code) == (200, 302)
    assert answer["Location"].startswith("/tai-khoan/dang-nhap/")


def test_no_form_of_the_staff_area_passes_without_its_token():
    boss = factories.make_user(is_staff=True, is_superuser=True)
    browser = browser_of(boss, enforce_csrf_checks=True)
    routes = {address_of(route) for route in patterns() if route.startswith(STAFF_AREA)}

    codes = {address: browser.post(address).status_code for address in sorted(routes)}

    assert len(codes) > 100
    assert {address: code for address, code in codes.items() if code not in (403, 404, 405)} == {}


#: Addresses that ask for no token, by what stands in its place. Nothing else may join them unseen.
WITHOUT_TOKEN = {
    "api/v1/": "the program's own token, or what is public; a provider signs what it sends",
    "oauth/": "the secret of the app, or a token signed by the provider of identities",
    "_vnpay/api/": "the signature of the practice bank, which is off outside of tests",
    "gio-hang/them/": "what the browser says of where the form came from, else a token",
}


def entries(resolver=None, prefix=""):
    """Yield each route of the site with its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from entries(entry, route)
        else:
            yield route, entry.callback


def exempt() -> set[str]:
    """Return the routes whose view the check of tokens passes over."""
    return {route for route, view in entries() if getattr(view, "csrf_exempt", False)}


def unnamed() -> list[str]:
    return sorted(route for route in exempt() if not route.startswith(tuple(WITHOUT_TOKEN)))


def test_every_address_that_asks_for_no_token_is_named():
    assert unnamed() == []
    assert all(any(r.startswith(start) for r in exempt()) for start in WITHOUT_TOKEN)


def test_a_view_that_drops_the_check_would_be_found(monkeypatch):
    """Negative control: the form of a seller is exempt."""
    view = dict(entries())["ban-hang/dong/"]
    monkeypatch.setattr(view, "csrf_exempt", True, raising=False)

    assert unnamed() == ["ban-hang/dong/"]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_unsafe_method_passes_without_a_token(things, method):
    people, ids = things
    browser = browser_of(people["owner"], enforce_csrf_checks=True)
    addresses = {address.format(**ids) for address, _, _ in TABLE.values()}
    others = sorted(a for a in addresses if not a.startswith(tuple(f"/{w}" for w in WITHOUT_TOKEN)))

    codes = {address: getattr(browser, method)(address).status_code for address in others}

    assert len(codes) > 100
    assert {address: code for address, code in codes.items() if code not in (302, 403, 404)} == {}
