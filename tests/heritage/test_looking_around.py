"""A browser looks around in a scene under the strict CSP."""

import pytest

from tests.heritage.test_pages import put_up

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Draw WebGL without a graphics card."""
    more = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    return browser_type_launch_args | {"args": [*browser_type_launch_args["args"], *more]}


def test_turns_with_a_drag_and_with_keys(page, live_server):
    put_up()
    told, asked = [], []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 360, "height": 740})
    page.set_default_timeout(60_000)
    page.goto(f"{live_server.url}/di-san/mai-da-nguom/")
    page.get_by_text("Xem xung quanh").wait_for()
    large = page.get_attribute(".scene__open", "href")
    assert not any(url.endswith(large) for url in asked)

    page.evaluate(
        "() => { const l = document.querySelector('.scene__open'); l.click(); l.click(); }"
    )
    canvas = page.locator("canvas.scene__round[data-turn]")
    canvas.wait_for()
    assert canvas.count() == 1
    assert len([url for url in asked if url.endswith(large)]) == 1
    start = canvas.get_attribute("data-turn")
    canvas.press("ArrowRight")
    page.wait_for_function(
        "was => document.querySelector('canvas').dataset.turn !== was", arg=start
    )
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 100)
    page.mouse.up()
    page.wait_for_function("() => Number(document.querySelector('canvas').dataset.turn) > 0.3")

    assert any(url.endswith(large) for url in asked)
    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert not [words for words in told if "Content Security Policy" in words or "rror" in words]
