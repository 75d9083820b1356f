"""Set a PDF with typst: text reaches a template as JSON, never as markup.

Only the fonts inside typst are used, and hours are the caller's, so the same data give the same
bytes on every machine.
"""

import json
from datetime import datetime
from pathlib import Path

import typst


def make_pdf(template: Path, data: dict, *, name: str, at: datetime) -> bytes:
    """Return the file; the template finds ``data`` as the JSON of ``sys.inputs.<name>``.

    It is PDF/A-2a, which proves that the fonts have every letter of it. A sign that they do not
    have, such as an emoji, prints as a box in a plain PDF.
    """
    text = json.dumps(data, ensure_ascii=False)
    try:
        return _compile(template, name, text, at, ["a-2a"])
    except typst.TypstError:
        return _compile(template, name, text, at, [])


def _compile(template: Path, name: str, text: str, at: datetime, standards: list[str]) -> bytes:
    return typst.compile(
        str(template),
        format="pdf",
        sys_inputs={name: text},
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
        pdf_standards=standards,
    )
