"""The message log of developers."""

import pytest

URL = "/_tin-nhan/"
LINE = (
    '{{"at": "2025-11-03T05:00:00+00:00", "to_phone": "+84912345678",'
    ' "template": "hello", "text": "{text}", "dedupe_key": "m1"}}\n'
)


@pytest.fixture
def message_file(settings, tmp_path):
    """Use a message file of the test."""
    settings.MESSAGES_FILE = tmp_path / "messages.jsonl"
    return settings.MESSAGES_FILE


def test_log_shows_newest_message_first_and_skips_broken_lines(client, db, settings, message_file):
    settings.EMBEDDED = True
    message_file.write_text(
        LINE.format(text="tin cu") + "{broken\n" + LINE.format(text="tin <b>moi"),
        encoding="utf-8",
    )

    page = client.get(URL).content.decode()

    assert page.index("tin &lt;b&gt;moi") < page.index("tin cu")
    assert "0912 345 678" in page


def test_log_without_any_message_says_so(client, db, settings, message_file):
    settings.EMBEDDED = True

    assert "Chưa có tin nhắn nào" in client.get(URL).content.decode()


def test_log_does_not_exist_outside_development(client, db, settings, message_file):
    settings.EMBEDDED = False
    message_file.write_text(LINE.format(text="bi mat"), encoding="utf-8")

    answer = client.get(URL)

    assert answer.status_code == 404
    assert "bi mat" not in answer.content.decode()
