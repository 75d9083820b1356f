"""Concatenate static/css/src into the three committed stylesheets.

A source file may say on its first line which bundles take it, such as `/* bundles: shop seller */`;
without that line every bundle takes it. File names start with the number of their cascade layer,
so the sorted order is the order of the output.

    python scripts/build_css.py            write the outputs
    python scripts/build_css.py --check    exit 1 when an output is stale or missing
"""

import argparse
import re
import sys
from pathlib import Path

CSS_DIR = Path(__file__).resolve().parent.parent / "static" / "css"
SOURCE_DIR = CSS_DIR / "src"
BUNDLES = ("shop", "seller", "official", "trace")

_HEADER = re.compile(r"\A/\* bundles: ([a-z ]+) \*/\n")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_TIGHT = re.compile(r"\s*([{};,>])\s*")
_AFTER_COLON = re.compile(r"([a-z0-9-]):\s+")


def minify(css: str) -> str:
    """Drop comments and needless spaces; keep every token otherwise as written."""
    css = _COMMENT.sub("", css)
    css = _SPACE.sub(" ", css)
    css = _TIGHT.sub(r"\1", css)
    css = _AFTER_COLON.sub(r"\1:", css)
    return css.replace(";}", "}").strip()


def bundles_of(path: Path) -> set[str]:
    """Read the bundle names on the first line of a source file; no such line means all of them."""
    header = _HEADER.match(path.read_text(encoding="utf-8"))
    if header is None:
        return set(BUNDLES)
    names = set(header[1].split())
    if unknown := names - set(BUNDLES):
        raise SystemExit(f"{path.name}: unknown bundle {', '.join(sorted(unknown))}")
    return names


def build(bundle: str) -> str:
    """Return the text of one bundle."""
    sources = [path for path in sorted(SOURCE_DIR.glob("*.css")) if bundle in bundles_of(path)]
    parts = [minify(path.read_text(encoding="utf-8")) for path in sources]
    return "\n".join(part for part in parts if part) + "\n"


def stale_bundles() -> list[str]:
    """Name the bundles whose committed output differs from the sources."""
    stale = []
    for bundle in BUNDLES:
        output = CSS_DIR / f"{bundle}.css"
        if not output.exists() or output.read_text(encoding="utf-8") != build(bundle):
            stale.append(bundle)
    return stale


def main(arguments: list[str] | None = None) -> int:
    """Write the bundles, or with --check only compare them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when stale")
    options = parser.parse_args(arguments)
    if options.check:
        stale = stale_bundles()
        for bundle in stale:
            print(
                f"stale: static/css/{bundle}.css; run python scripts/build_css.py", file=sys.stderr
            )
        return 1 if stale else 0
    for bundle in BUNDLES:
        (CSS_DIR / f"{bundle}.css").write_text(build(bundle), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
