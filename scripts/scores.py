"""Measure a running site with Lighthouse and axe, and write the scores beside the pictures.

Start the site first (``make run``). The tools are the developer's, not the site's: ``make
audit-tools`` fetches them. Without them this says so and measures nothing.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.screens import PRODUCT, fill_basket, open_page  # noqa: E402

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
#: Name, address, whether robots are kept out of it on purpose: then SEO is judged without that.
PAGES = [
    ("home", "/", False),
    ("listing", "/san-pham/", False),
    ("product", PRODUCT, False),
    ("storefront", f"{PRODUCT} > main a[href^='/gian-hang/']", False),
    ("basket", "/gio-hang/", True),
    ("checkout", "/dat-hang/", True),
]
MINUTES = 4


def options() -> argparse.Namespace:
    port = os.environ.get("PORT", "8000")
    var = Path(os.environ.get("VAR_DIR", ROOT / "var"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these pages")
    parser.add_argument("--site", default=f"http://127.0.0.1:{port}")
    parser.add_argument("--out", type=Path, default=var / "screens")
    parser.add_argument(
        "--runs", type=int, default=1, help="Lighthouse runs a page, the median counts"
    )
    tools = Path(os.environ.get("AUDIT_TOOLS", ROOT / "var" / "audit"))
    parser.add_argument("--tools", type=Path, default=tools)
    return parser.parse_args()


def missing_tools(args: argparse.Namespace) -> list[str]:
    """Name what is not there."""
    modules = args.tools / "node_modules"
    found = {
        "node": shutil.which("node"),
        "chromium": shutil.which("chromium") or shutil.which("chromium-browser"),
        "lighthouse": (modules / "lighthouse" / "cli" / "index.js").exists(),
        "axe-core": (modules / "axe-core" / "axe.min.js").exists(),
    }
    return [name for name, there in found.items() if not there]


def lighthouse(args: argparse.Namespace, url: str, cookie: str, *, is_closed: bool) -> dict:
    """Return the report of one run with a phone of the middle class on slow 4G."""
    with tempfile.TemporaryDirectory() as folder:
        report, headers = Path(folder, "report.json"), Path(folder, "headers.json")
        headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}))
        command = [
            "node", str(args.tools / "node_modules" / "lighthouse" / "cli" / "index.js"), url,
            "--quiet", "--output=json", f"--output-path={report}", "--form-factor=mobile",
            f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={headers}",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ]  # fmt: skip
        if is_closed:
            command.append("--skip-audits=is-crawlable")
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        env = {**os.environ, "CHROME_PATH": program, "LANG": "en_US.UTF-8"}
        subprocess.run(command, check=True, env=env, timeout=60 * MINUTES, stdout=sys.stderr)
        return json.loads(report.read_text())


def read(report: dict) -> dict:
    """Return scores, times in ms, and what cost points."""
    audits, failed = report["audits"], []
    for name in CATEGORIES:
        for ref in report["categories"][name]["auditRefs"]:
            score = audits[ref["id"]]["score"]
            if ref["weight"] and score is not None and score < 0.9:
                failed.append(f"{name}: {ref['id']}")
    numbers = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time",
               "cumulative-layout-shift", "total-byte-weight")  # fmt: skip
    return {
        "scores": {n: round(100 * (report["categories"][n]["score"] or 0)) for n in CATEGORIES},
        "numbers": {n: round(audits[n]["numericValue"], 3) for n in numbers},
        "failed": failed,
    }


def middle(runs: list[dict]) -> dict:
    """Return the run whose performance is the median."""
    wanted = median(run["scores"]["performance"] for run in runs)
    return min(runs, key=lambda run: abs(run["scores"]["performance"] - wanted))


def axe(page, tools: Path) -> list[dict]:
    """Return the violations on the open page with the first places of each."""
    page.evaluate((tools / "node_modules" / "axe-core" / "axe.min.js").read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        {"rule": one["id"], "places": [str(node["target"][0]) for node in one["nodes"][:3]]}
        for one in found
    ]


def measure(args: argparse.Namespace, browser) -> dict[str, dict]:
    results = {}
    context = browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 740})
    fill_basket(context, args.site)
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
    for name, address, is_closed in PAGES:
        if args.names and name not in args.names:
            continue
        page = context.new_page()
        open_page(page, args.site, address)
        violations, url = axe(page, args.tools), page.url
        page.close()
        reports = [
            lighthouse(args, url, cookie if is_closed else "", is_closed=is_closed)
            for _ in range(args.runs)
        ]
        results[name] = middle([read(report) for report in reports]) | {"axe": violations}
        print(row(name, results[name]), flush=True)
    return results


def row(name: str, result: dict) -> str:
    scores, numbers = result["scores"], result["numbers"]
    costly = [*result["failed"], *(f"axe: {one['rule']}" for one in result["axe"])]
    cells = [
        name,
        *(str(scores[category]) for category in CATEGORIES),
        str(len(result["axe"])),
        f"{numbers['first-contentful-paint'] / 1000:.1f} s",
        f"{numbers['largest-contentful-paint'] / 1000:.1f} s",
        f"{numbers['total-blocking-time']:.0f} ms",
        f"{numbers['cumulative-layout-shift']:.3f}",
        f"{numbers['total-byte-weight'] / 1000:.0f} KB",
        "; ".join(costly),
    ]
    return f"| {' | '.join(cells)} |"


def is_good(result: dict) -> bool:
    reached = all(result["scores"][name] >= least for name, least in LEAST.items())
    return reached and not result["axe"]


def main() -> None:
    args = options()
    if missing := missing_tools(args):
        print(
            f"No scores: {', '.join(missing)} not found. 'make audit-tools' fetches what npm has."
        )
        return
    from playwright.sync_api import sync_playwright

    args.out.mkdir(parents=True, exist_ok=True)
    head = ["page", "performance", "accessibility", "best practices", "SEO", "axe", "FCP", "LCP",
            "TBT", "CLS", "sent", "what cost points"]  # fmt: skip
    print(f"| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        results = measure(args, browser)
        browser.close()
    table = "\n".join(row(name, result) for name, result in results.items())
    notes = (
        "Lighthouse with its mobile profile; basket and checkout without `is-crawlable`, because\n"
        "robots are kept out of them on purpose. axe at 360 px with all its rules.\n"
    )
    text = f"{notes}\n| {' | '.join(head)} |\n|{' --- |' * len(head)}\n{table}\n"
    (args.out / "scores.md").write_text(text)
    (args.out / "scores.json").write_text(json.dumps(results, indent=1, ensure_ascii=False))
    print(f"Scores: {args.out / 'scores.md'}")
    sys.exit(not all(map(is_good, results.values())))


if __name__ == "__main__":
    main()
