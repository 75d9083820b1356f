"""Import 190,000 farm households from a file, as the province would: time, memory, second run.

Writes an XLSX and a CSV with 1 % of damaged rows, imports the XLSX with ``manage.py
import_households`` into a new database, then the CSV of the same households, which may change
nothing. Reports the seconds and the peak memory of each process, and what the statistics cost.

    .venv/bin/python benchmarks/import_households.py --database both
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from xlsxwriter import Workbook  # noqa: E402

from tests import servers  # noqa: E402
from tests.races.market import environment  # noqa: E402

HEADINGS = ["STT", "Mã hộ", "Họ tên chủ hộ", "Xã", "Mã xã", "Xóm", "Số điện thoại"]
_FAMILY = ("Nguyễn", "Trần", "Lê", "Hoàng", "Nông", "Ma", "Triệu", "Dương", "Lường", "Vi")
_MIDDLE = ("Thị", "Văn", "Thu", "Đức", "Minh", "Ngọc", "Hữu", "Thanh")
_GIVEN = ("Hòa", "Hoa", "Thủy", "Ngọc", "Tuấn", "Dũng", "Hằng", "Khỏe", "Quý", "Mận", "Sơn")
#: Names of today that other places had before July 2025: they need the code.
_SHARED_NAMES = ("Gia Sàng", "Trung Thành")
#: How a row is damaged: the column and what stands in it.
_DAMAGE = (
    (1, ""), (2, ""), (2, "12345"), (3, "Không Có Xã"), (6, "09123"), (6, "chưa có"), (2, "=1+1"),
)  # fmt: skip


def rows(count: int):
    """Yield the rows of the list; every hundredth is damaged."""
    chance = random.Random(2026)
    with (ROOT / "places/data/thai_nguyen_units.csv").open(encoding="utf-8") as file:
        communes = [(row["code"], f"{row['kind']} {row['name']}") for row in csv.DictReader(file)]
    for number in range(1, count + 1):
        code, name = communes[min(int(chance.expovariate(0.02)), len(communes) - 1)]
        head = " ".join(map(chance.choice, (_FAMILY, _MIDDLE, _GIVEN)))
        phone = f"09{chance.randrange(10**8):08d}" if chance.random() < 0.8 else ""
        row = [str(number), f"TN{number:07d}", head, name, "", f"xóm {number % 23 + 1}", phone]
        if chance.random() < 0.3 or name.partition(" ")[2] in _SHARED_NAMES:
            row[4] = code
        if number % 100 == 0:
            column, what = _DAMAGE[number // 100 % len(_DAMAGE)]
            row[column] = what
            row[4] = "" if column == 3 else row[4]
        yield row


def write_files(folder: Path, count: int) -> None:
    """Write the same list as Excel would, and as its CSV with semicolons."""
    xlsx, plain = folder / "danh-sach.xlsx", folder / "danh-sach.csv"
    book = Workbook(str(xlsx), {"tmpdir": str(folder)})
    sheet = book.add_worksheet("Hộ")
    with plain.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        for place, row in enumerate([HEADINGS, *rows(count)]):
            for column, text in enumerate(row):
                sheet.write_string(place, column, text)
            writer.writerow(row)
    book.close()


def run(env: dict, *words: str) -> dict:
    """Run a command of manage.py; return its JSON, seconds and peak megabytes."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    out = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{words[0]} failed")
    return {
        "said": json.loads(out.splitlines()[-1]) if "--json" in words else None,
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_mb": round(usage.ru_maxrss / 1024),
    }


STATE = """
import hashlib, json
from django.db import connection
cursor = connection.cursor()
cursor.execute("SELECT * FROM sellers_householdrecord ORDER BY id")
digest = hashlib.sha256()
while rows := cursor.fetchmany(5000):
    digest.update(repr(rows).encode())
cursor.execute("SELECT COUNT(*) FROM stat_dirty")
print(json.dumps({"rows": digest.hexdigest(), "dirty": cursor.fetchone()[0]}))
"""


def state(env: dict) -> dict:
    """Return a digest of all households, and how many marks the statistics have to work off."""
    words = [sys.executable, "manage.py", "shell", "--no-imports", "-c", STATE]
    done = subprocess.run(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def database(kind: str, folder: Path):
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'db.sqlite3'}"
    else:
        with servers.postgres(fsync="on") as url:
            yield url


def measure(kind: str, count: int) -> dict:
    with tempfile.TemporaryDirectory(prefix="bench-households-") as name:
        folder = Path(name)
        xlsx, plain = folder / "danh-sach.xlsx", folder / "danh-sach.csv"
        # In a process of its own: a child's peak memory begins with what its parent holds.
        words = [sys.executable, __file__, "--rows", str(count), "--write-to", name]
        subprocess.run(words, check=True)
        with database(kind, folder) as url:
            env = environment(folder, url, EMBEDDED="False", DATABASE_POOL="False")
            run(env, "migrate", "--verbosity=0")
            run(env, "load_reference")
            run(env, "sync_stats", "--json")
            errors = folder / "errors.csv"
            words = ("import_households", str(xlsx), "--json")
            preview = run(env, *words, "--dry-run")
            first = run(env, *words, "--errors", str(errors))
            after_first = state(env)
            drained = run(env, "sync_stats", "--json")
            drained_state = state(env)
            second = run(env, "import_households", str(plain), "--json")
            after_second = state(env)
            with errors.open(encoding="utf-8-sig") as file:
                listed = sum(1 for _ in csv.reader(file)) - 1
    return {
        "database": kind,
        "preview": preview,
        "first": first,
        "second": second,
        "damaged_rows": count // 100,
        "listed_errors": listed,
        "dirty_after_first": after_first["dirty"],
        "drain": drained,
        "dirty_after_drain": drained_state["dirty"],
        "second_touched_nothing": after_first["rows"] == after_second["rows"],
        "dirty_after_second": after_second["dirty"] - drained_state["dirty"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=190_000)
    parser.add_argument("--database", choices=["postgres", "sqlite", "both"], default="both")
    parser.add_argument("--write-to", type=Path, help="only write the two files into a folder")
    words = parser.parse_args()
    if words.write_to:
        write_files(words.write_to, words.rows)
        return
    kinds = ["postgres", "sqlite"] if words.database == "both" else [words.database]
    found = {"rows": words.rows, "databases": [measure(kind, words.rows) for kind in kinds]}
    print(json.dumps(found, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
