"""The system sets PDF files from data, never from markup."""

import datetime as dt

from common.pdf import make_pdf

AT = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.UTC)


def template(tmp_path):
    path = tmp_path / "one.typ"
    path.write_text(
        '#let said = json(bytes(sys.inputs.data))\n#set document(title: "x")\n#said.text'
    )
    return path


def test_gives_the_same_bytes_for_the_same_data(tmp_path):
    path = template(tmp_path)

    first, again = (make_pdf(path, {"text": "Chè Đồi"}, name="data", at=AT) for _ in range(2))

    assert first.startswith(b"%PDF-")
    assert first == again
    assert b"pdfaid:part>2" in first


def test_takes_markup_for_words(tmp_path):
    path = template(tmp_path)

    made = make_pdf(path, {"text": '#panic("x") #read("/etc/passwd") $'}, name="data", at=AT)

    assert made.startswith(b"%PDF-")


def test_prints_a_sign_without_a_letter_in_a_plain_file(tmp_path):
    made = make_pdf(template(tmp_path), {"text": "Cảm ơn 👍"}, name="data", at=AT)

    assert made.startswith(b"%PDF-")
    assert b"pdfaid:part" not in made
