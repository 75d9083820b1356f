"""The page for programmers: everything of the document, in Vietnamese, without inline code."""

import re

import pytest

from api.document import GRANT, document
from api.guide import SCHEMES
from api.problems import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(client) -> str:
    answer = client.get("/api/v1/docs/")
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    return answer.content.decode()


def test_shows_every_operation_with_its_words_and_a_call(shown):
    for path, item in document()["paths"].items():
        for operation in item.values():
            start = shown.index(f'id="{operation["operationId"]}"')
            part = shown[start : shown.find("</section>", start)]
            assert path in part
            assert "curl" in part
            assert ("Câu trả lời mẫu" in part) == any(
                "content" in answer for code, answer in operation["responses"].items() if code < "3"
            )
            assert all(f"<code>{word['name']}</code>" in part for word in operation["parameters"])


def test_shows_the_news_that_receivers_get_and_how_it_is_signed(shown):
    part = shown[shown.index('id="tin-bao"') : shown.index("GET")]

    assert "order.confirmed" in part
    assert "stock.changed" in part
    assert "webhook-signature" in part
    assert "410" in part


def test_calls_in_the_examples_are_whole(shown):
    calls = re.findall(r"curl[^<\n]*", shown)

    assert len(calls) > 10
    assert not [call for call in calls if "{" in call]


def test_explains_every_problem_where_the_problem_points(shown, program):
    for status in KINDS:
        assert f'id="loi-{status}"' in shown
    kind = program.get("nothing", 404)["type"]
    assert f'id="{kind.rpartition("#")[2]}"' in shown


def test_links_lead_somewhere(shown):
    targets = set(re.findall(r'href="#([^"]+)"', shown))

    assert targets <= set(re.findall(r'id="([^"]+)"', shown))


def test_is_found_from_every_page_of_the_shop(client):
    assert 'href="/api/v1/docs/"' in client.get("/xep-hang/").content.decode()


def test_names_what_each_operation_needs_and_shows_it_in_the_call(shown):
    parts = {
        operation["operationId"]: shown.partition(f'id="{operation["operationId"]}"')[2].partition(
            "</section>"
        )[0]
        for item in document()["paths"].values()
        for operation in item.values()
    }

    assert {*document()["components"]["securitySchemes"], GRANT} == set(SCHEMES)
    assert "Cần khóa đăng nhập của người mua hoặc Basket-Token" in parts["placeOrder"]
    assert sum("Cần khóa của cơ quan" in part for part in parts.values()) == 4
    assert "Bearer KHÓA-ĐĂNG-NHẬP" in parts["getMe"]
    assert "Cần" not in parts["listProducts"].partition("<dl")[0]


def test_a_wrong_key_is_declared_everywhere_as_it_is_refused_everywhere(program):
    for item in document()["paths"].values():
        assert all("401" in operation["responses"] for operation in item.values())

    program.get("products", 401, HTTP_AUTHORIZATION="Bearer tnk_0_wrong")
