"""Compute the WCAG 2 contrast of the colour tokens that meet on a page."""

import re
from pathlib import Path

import pytest

TOKENS_FILE = Path(__file__).resolve().parents[2] / "static" / "css" / "src" / "00-tokens.css"

TEXT_PAIRS = [
    ("ink", "paper"), ("ink", "mist"), ("ink", "dew"), ("ink", "leaf-mist"), ("ink", "gold-tint"),
    ("ink-2", "paper"), ("ink-2", "mist"), ("ink-2", "dew"), ("ink-2", "leaf-mist"),
    ("ink-3", "paper"), ("ink-3", "mist"), ("ink-3", "dew"),
    ("paper", "leaf"), ("paper", "leaf-dark"), ("paper", "leaf-night"), ("dew", "leaf-night"),
    ("leaf", "paper"), ("leaf", "dew"), ("leaf-dark", "paper"), ("leaf-dark", "leaf-tint"),
    ("leaf-dark", "dew"),
    ("brew", "paper"), ("brew", "mist"), ("brew", "brew-tint"), ("ink", "brew-tint"),
    ("ink", "clay-tint"),
    ("clay", "paper"), ("clay", "clay-tint"), ("paper", "clay"),
    ("hill", "paper"), ("hill", "hill-tint"), ("hill", "leaf-tint"), ("ink", "hill-tint"),
    ("ink", "leaf-tint"),
    ("gold", "leaf-night"), ("ink", "gold"), ("ink", "focus"),
    ("ink", "seq-1"), ("ink", "seq-2"), ("ink", "seq-3"), ("ink", "seq-4"), ("paper", "seq-5"),
]  # fmt: skip
GRAPHIC_PAIRS = [
    ("edge", "paper"), ("edge", "mist"), ("edge", "dew"), ("focus", "ink"),
    ("series-1", "paper"), ("series-2", "paper"), ("series-3", "paper"), ("series-4", "paper"),
]  # fmt: skip


def read_tokens() -> dict[str, str]:
    """Return the colour tokens as name -> RRGGBB."""
    css = TOKENS_FILE.read_text(encoding="utf-8")
    return dict(re.findall(r"--([a-z0-9-]+):\s*#([0-9A-Fa-f]{6});", css))


def luminance(colour: str) -> float:
    """Return the WCAG relative luminance of RRGGBB."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two tokens."""
    tokens = read_tokens()
    darker, lighter = sorted([luminance(tokens[first]), luminance(tokens[second])])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_prints_text_that_can_be_read(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), GRAPHIC_PAIRS)
def test_draws_edges_and_lines_that_can_be_seen(shape, ground):
    assert contrast(shape, ground) >= 3


def test_computes_contrast_as_wcag_does():
    assert round(contrast("ink", "paper"), 2) == 15.62
