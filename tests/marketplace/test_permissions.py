"""The matrix of permissions is whole, stands before every page, and is what the document says."""

import pytest
from django.urls import resolve, reverse

from accounts import services
from marketplace.management.commands import permissions
from marketplace.permissions import checks, matrix, officials, printing
from marketplace.permissions.gate import PermissionMiddleware
from marketplace.permissions.rows import OFFICIALS, OPERATORS, STAFF, form, page
from sellers.helping import rules as helping
from sellers.team import rules as team
from tests import factories
from tests.operators import enter

pytestmark = pytest.mark.django_db


def faults() -> dict[str, str]:
    return {error.id.partition(".")[2]: error.msg for error in checks.permissions(None)}


def test_every_url_has_a_row_and_every_row_a_url():
    assert faults() == {}


def test_a_url_without_a_row_fails_the_check_and_answers_nobody(client, monkeypatch):
    monkeypatch.delitem(matrix.MATRIX, "xep-hang")

    answer = client.get(reverse("xep-hang"))

    assert answer.status_code == 404
    assert "xep-hang has no row" in faults()["E002"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda patch: patch.setitem(matrix.MATRIX, "gone", page(STAFF)), "E003"),
        (lambda patch: patch.delitem(team.RULES, "sellers:stock"), "E004"),
        (lambda patch: patch.delitem(helping.RULES, "sellers:stock"), "E004"),
        (lambda patch: patch.setitem(matrix.MATRIX, "stats:ocop", form(OFFICIALS)), "E005"),
    ],
)
def test_a_row_that_does_not_fit_fails_the_check(monkeypatch, change, fault):
    change(monkeypatch)

    assert set(faults()) == {fault}


def test_a_site_without_the_gate_fails_the_check_and_shows_no_page_of_a_role(settings, client):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != checks.GATE]
    client.force_login(factories.make_official("operator"))

    assert set(faults()) == {"E001"}
    assert client.get(reverse("payment:cases")).status_code == 403


def test_a_row_decides_who_opens_the_page(client, monkeypatch):
    client.force_login(factories.make_official("province_official", province="19"))
    before = client.get(reverse("stats:ocop")).status_code
    monkeypatch.setitem(matrix.MATRIX, "stats:ocop", page(OPERATORS))

    assert (before, client.get(reverse("stats:ocop")).status_code) == (200, 403)


def test_a_role_that_ended_is_dead_at_the_next_request(client):
    official = factories.make_official("operator")
    enter(client, official)
    before = client.get(reverse("payment:cases")).status_code
    services.end_role(grant=official.role_grants.get())

    assert (before, client.get(reverse("payment:cases")).status_code) == (200, 403)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_no_page_of_ours_takes_a_method_that_no_row_names(client, method):
    answer = getattr(client, method)("/gio-hang/")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")


def test_a_visitor_who_presses_a_button_comes_back_to_a_page(client):
    answer = client.post(reverse("sellers:order-move", args=["1-1"]))

    assert answer["Location"] == "/tai-khoan/dang-nhap/?next=/ban-hang/don-hang/1-1/"


def test_a_page_for_everybody_asks_nobody_who_they_are(rf):
    request = rf.get(reverse("manifest"))
    request.resolver_match = resolve(request.path)

    assert PermissionMiddleware(None).process_view(request, None, (), {}) is None
    assert request.is_let_through


def test_the_dashboard_has_rows_for_what_exists_there_only():
    names = {name for name, _, _ in matrix.urls() if name.startswith("dashboard:")}
    rows = {name for name in officials.PAGES if name.startswith("dashboard:")}

    assert rows <= names
    assert matrix.row_of("dashboard:partner-manage") is None


def test_the_document_is_made_from_the_matrix():
    assert permissions.PATH.read_text(encoding="utf-8") == printing.document(), (
        "run: python manage.py permissions"
    )
