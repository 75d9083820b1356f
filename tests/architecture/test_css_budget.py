"""Keep the stylesheets light and fresh, and the scripts small."""

import gzip
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS_DIR = ROOT / "static" / "css"
CSS_LIMIT_BYTES = 15 * 1024
HERO_LIMIT_BYTES = 25 * 1024

_spec = importlib.util.spec_from_file_location("build_css", ROOT / "scripts" / "build_css.py")
build_css = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build_css)


def gzipped_size(*paths: Path) -> int:
    """Return the bytes sent for these files, each compressed on its own."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


@pytest.mark.parametrize("bundle", build_css.BUNDLES)
def test_sends_at_most_15_kb_of_css_per_page(bundle):
    size = gzipped_size(CSS_DIR / f"{bundle}.css")

    assert size <= CSS_LIMIT_BYTES


def test_serves_the_stylesheets_that_the_sources_describe():
    assert build_css.stale_bundles() == []


def test_keeps_every_css_source_readable_in_one_sitting():
    too_long = [
        path.name
        for path in sorted((CSS_DIR / "src").glob("*.css"))
        if len(path.read_text(encoding="utf-8").splitlines()) > 250
    ]

    assert too_long == []


def test_puts_every_css_source_in_a_cascade_layer():
    loose = [
        path.name
        for path in sorted((CSS_DIR / "src").glob("*.css"))
        if "@layer" not in path.read_text(encoding="utf-8")
    ]

    assert loose == []


def test_sends_small_script_modules():
    modules = sorted((ROOT / "static" / "js").glob("*.js"))

    assert modules
    assert max(gzipped_size(module) for module in modules) <= 4 * 1024
    assert all(len(module.read_text(encoding="utf-8").splitlines()) <= 120 for module in modules)


def test_draws_the_hero_in_25_kb():
    assert (ROOT / "static" / "img" / "hero.svg").stat().st_size <= HERO_LIMIT_BYTES


def test_minifies_without_changing_values():
    source = "/* note */\n.a > .b:hover {\n  margin: calc(1px + 2px) auto;\n  color: red;\n}\n"

    assert build_css.minify(source) == ".a>.b:hover{margin:calc(1px + 2px) auto;color:red}"
