"""Hold every template of ours to the rules of the house."""

import re
from pathlib import Path

import pytest

TEMPLATES_DIR = Path(__file__).resolve().parents[2] / "templates"
MAX_LINES = 150

TEMPLATES = [
    path
    for path in sorted(TEMPLATES_DIR.rglob("*.html"))
    if path.relative_to(TEMPLATES_DIR).parts[0] != "oscar"
]
COMPONENTS = sorted((TEMPLATES_DIR / "components").glob("*.html"))

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an on… attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script without src": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.IGNORECASE
    ),
    "an asset of another site": re.compile(
        r"<(?:script|img|link|source|iframe|use)\b[^>]*\s(?:src|srcset|href)\s*=\s*[\"'](?:https?:)?//",
        re.IGNORECASE,
    ),
    "the safe filter": re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off"),
}


def name_of(path: Path) -> str:
    """Return a short name for the test report."""
    return str(path.relative_to(TEMPLATES_DIR))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_writes_templates_without_inline_code_or_foreign_assets(path):
    text = path.read_text(encoding="utf-8")

    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]

    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_keeps_templates_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_says_in_the_first_line_what_a_component_needs(path):
    first_line = path.read_text(encoding="utf-8").splitlines()[0]

    assert re.fullmatch(r"\{# .*\bContext: .+ #\}", first_line)


@pytest.mark.parametrize("path", sorted((TEMPLATES_DIR / "layouts").glob("*.html")), ids=name_of)
def test_never_forbids_zooming(path):
    text = path.read_text(encoding="utf-8")

    assert "user-scalable" not in text
    assert "maximum-scale" not in text


def test_uses_only_glyphs_of_the_sprite():
    sprite = (TEMPLATES_DIR.parent / "static" / "img" / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="([a-z-]+)"', sprite))
    used = set()

    for path in TEMPLATES:
        used |= set(
            re.findall(r'icon\.html" with name="([a-z-]+)"', path.read_text(encoding="utf-8"))
        )

    assert used
    assert used - known == set()
