"""A form on a slow phone is sent once, by the button that was pressed."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PRESS = """async (names) => {
    const form = document.createElement("form");
    form.innerHTML = `<button name="act" value="yes" data-confirm-once="Đang duyệt…">Duyệt</button>
        <button name="act" value="no" data-confirm-once="Đang gửi…">Trả lại</button>
        <button name="other" value="1">Chọn tỉnh</button>`;
    document.body.append(form);
    const { enhance } = await import("/static/js/confirm-once.js");
    form.querySelectorAll("[data-confirm-once]").forEach(enhance);
    const sent = [];
    form.addEventListener("submit", (event) => {
        if (!event.defaultPrevented) sent.push(event.submitter.value);
    });
    window.addEventListener("submit", (event) => event.preventDefault());
    for (const name of names) form.querySelector(`[value="${name}"]`).click();
    return [sent, [...form.elements].map((button) => button.textContent)];
}"""


@pytest.mark.parametrize(
    ("pressed", "sent", "words"),
    [
        (["no", "no", "yes"], ["no"], ["Duyệt", "Đang gửi…", "Chọn tỉnh"]),
        (["yes", "no"], ["yes"], ["Đang duyệt…", "Trả lại", "Chọn tỉnh"]),
        (["1", "yes"], ["1", "yes"], ["Đang duyệt…", "Trả lại", "Chọn tỉnh"]),
    ],
)
def test_only_the_pressed_button_waits_and_a_second_press_sends_nothing(
    page, live_server, pressed, sent, words
):
    page.goto(live_server.url + "/don-hang/")

    result = page.evaluate(PRESS, pressed)

    assert result == [sent, words]
