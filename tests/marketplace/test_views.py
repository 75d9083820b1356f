"""What the machine says of itself."""

import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError, connection
from django.db.transaction import TransactionManagementError

from marketplace.watching import faults
from stats import triggers

pytestmark = pytest.mark.django_db


def test_is_ready_when_the_triggers_stand(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ok": True})


def test_is_not_ready_without_the_triggers(client, monkeypatch):
    monkeypatch.setattr(triggers, "missing", lambda connection: ["stat_order_insert"])

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["reason"] == "triggers"


def test_triggers_are_really_looked_for():
    assert triggers.missing(connection) == []


@pytest.mark.parametrize(
    "path", ["/giao-hang/", "/doi-tra/", "/quy-che/", "/bao-ve-du-lieu/", "/khieu-nai/"]
)
def test_links_of_the_footer_lead_somewhere(client, path):
    assert client.get(path).status_code == 200


def test_debug_pages_do_not_exist_in_production(client):
    assert [client.get(p).status_code for p in ("/_ui/", "/_tin-nhan/")] == [404, 404]


@pytest.fixture
def broken_by(monkeypatch, client, settings, tmp_path):
    """Return a function: a page whose work ends with this fault, asked for or sent to."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(faults, "_counted", {"pid": 0, "number": 0})
    client.raise_request_exception = False

    def ask(fault: Exception, method: str = "get"):
        def fail(*_args, **_kwargs):
            raise fault

        monkeypatch.setattr("marketplace.gates.StaffAreaMiddleware.__call__", fail)
        return getattr(client, method)("/gio-hang/")

    return ask


@pytest.mark.parametrize("fault", [OperationalError("gone"), InterfaceError("closed")])
def test_asks_to_come_again_when_the_database_is_away(broken_by, fault):

    answer = broken_by(fault)

    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "tự mở lại sau 5 giây" in text
    assert 'http-equiv="refresh"' in text
    assert faults.total() == 1


def test_a_form_that_met_no_database_is_not_loaded_as_a_page(broken_by):
    text = broken_by(OperationalError("gone"), "post").content.decode()

    assert "bấm lại nút" in text
    assert 'http-equiv="refresh"' not in text


def test_a_fault_that_only_follows_from_a_lost_database_is_none_of_ours(broken_by):
    follows = TransactionManagementError("the transaction is broken")
    follows.__context__ = OperationalError("gone")

    assert broken_by(follows).status_code == 503


def test_a_session_that_could_not_be_written_is_no_mistake_of_the_visitor(broken_by):
    gone = SessionInterrupted("the session is gone")
    lost = SessionInterrupted("the session is gone")
    lost.__context__ = OperationalError("gone")

    assert [broken_by(fault).status_code for fault in (gone, lost)] == [400, 503]


def test_other_faults_are_faults(broken_by):
    answer = broken_by(RuntimeError("bug"))

    assert answer.status_code == 500
    assert "Retry-After" not in answer
