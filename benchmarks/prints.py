"""Print a whole market of 400 stalls as its job does: seconds, memory and size of each PDF.

Posters and table cards are asked for and drawn by the job's own code (``markets/printing.py``),
each in a process of its own on a new SQLite file, in turn with a market of 40 stalls and with as
many empty pages from the same typesetter. Every code on the paper is then read by a decoder that
knows nothing of us and compared with its stall, every VietQR taken apart and built again
(``tests/markets/printed.py``). It fails when a code differs or a print takes more than a minute.

    .venv/bin/python benchmarks/prints.py
"""

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

from tests.races.market import environment, run_python  # noqa: E402

GOAL_S = 60
#: Dots an inch at which the decoder sees a page: less than any printer has.
DOTS = 110
EMPTY = '#for n in range(int(sys.inputs.pages)) [#page(paper: "a4")[]]'


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed(work) -> dict:
    """Do the work once; return seconds, seconds of the processor and the peak of memory."""
    before, wall, cpu = peak_mb(), time.perf_counter(), time.process_time()
    work()
    return {
        "seconds": round(time.perf_counter() - wall, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "peak_mb": peak_mb(),
        "peak_before_mb": before,
    }


def build(stalls: int) -> None:
    """Write a market with so many stalls."""
    from tests.factories import make_market
    from tests.markets.printed import fill

    fill(make_market(f"Chợ {stalls}"), stalls)


def draw(stalls: int, kind: str) -> dict:
    """Ask for a print and draw it as the worker does; return what it took and where it lies."""
    from markets import printing
    from markets.models import Market

    market = Market.objects.get(name=f"Chợ {stalls}")
    row = printing.ask(market=market, kind=kind, actor=None)
    found = timed(lambda: printing.make(row.pk))
    row.refresh_from_db()
    return found | {"mb": round(row.size_bytes / 1e6, 2), "path": row.file.path}


def read_back(stalls: int, path: str) -> dict:
    """Read every code of a print and compare it with its stall; raise when one differs."""
    import pypdfium2

    from markets.models import Market
    from tests.markets.printed import check, codes_on

    found = codes_on(pdf := Path(path).read_bytes(), dots_per_inch=DOTS)
    check(Market.objects.get(name=f"Chợ {stalls}"), found)
    pays = sum(not text.startswith("http") for text in found)
    return {"pages": len(pypdfium2.PdfDocument(pdf)), "codes": len(found), "vietqr": pays}


def empty(pages: int) -> dict:
    """Set so many empty pages; no market, no codes."""
    import typst

    inputs = {"pages": str(pages)}
    return timed(lambda: typst.compile(EMPTY.encode(), format="pdf", sys_inputs=inputs))


def child(env: dict, *words, program: str = __file__) -> dict:
    """Run one step in a process of its own, so that its peak of memory is its own."""
    return json.loads(run_python([program, "--step", *map(str, words)], env).splitlines()[-1])


def step(words: list[str]) -> None:
    name, number, *rest = words
    if name == "empty":
        print(json.dumps(empty(int(number))))
        return
    django.setup()
    done = {"build": build, "draw": draw, "read": read_back}[name](int(number), *rest)
    print(json.dumps(done))


def middle(runs: list[dict]) -> dict:
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def measure(stalls: int, few: int, rounds: int, kinds: list[str]) -> dict:
    with tempfile.TemporaryDirectory(prefix="bench-prints-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'db.sqlite3'}"
        env = environment(folder, url, EMBEDDED="False")
        run_python(["manage.py", "migrate", "--noinput", "--verbosity", "0"], env)
        run_python(["manage.py", "load_reference"], env)
        for number in (stalls, few):
            child(env, "build", number)
        found = {}
        for kind in kinds:
            runs = {"all": [], "few": [], "empty": []}
            for _ in range(rounds):
                for size, number in (("all", stalls), ("few", few)):
                    runs[size].append(child(env, "draw", number, kind))
                    path = runs[size][-1].pop("path")
                    read = child(env, "read", number, path)
                    runs[size][-1] |= read
                runs["empty"].append(child(env, "empty", runs["all"][-1]["pages"]))
            sizes = {size: middle(of_size) for size, of_size in runs.items()}
            sizes["slowest_s"] = max(run["seconds"] for run in runs["all"])
            sizes["cpu_to_few"] = round(
                sizes["all"]["cpu_seconds"] / sizes["few"]["cpu_seconds"], 1
            )
            sizes["cpu_to_empty"] = round(
                sizes["all"]["cpu_seconds"] / max(sizes["empty"]["cpu_seconds"], 0.01), 1
            )
            found[kind] = sizes
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stalls", type=int, default=400)
    parser.add_argument("--few", type=int, default=40, help="stalls of the market beside it")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kinds", nargs="+", default=["to-a4", "the-a6", "the-a7"])
    parser.add_argument("--step", nargs="+", help="used by the program itself")
    words = parser.parse_args()
    if words.step:
        step(words.step)
        return
    report = {
        "benchmark": "the prints of a whole market, drawn by the job",
        "stalls": words.stalls,
        "few": words.few,
        "rounds": words.rounds,
        "cores": os.cpu_count(),
        "load_1min": os.getloadavg()[0],
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "goal_s": GOAL_S,
        "prints": measure(words.stalls, words.few, words.rounds, words.kinds),
    }
    report["met"] = all(one["slowest_s"] <= GOAL_S for one in report["prints"].values())
    print(json.dumps(report, indent=1, ensure_ascii=False))
    sys.exit(not report["met"])


if __name__ == "__main__":
    main()
