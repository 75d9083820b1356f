"""The two shops that are compared: how each is built, started and walked through."""

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stock_oscar import shoppers as stock_shoppers
from tests import servers
from tests.races import market as races
from tests.races import shoppers as our_shoppers
from tests.races.ledger import new_database
from tests.races.market import ROOT, Market


@dataclass(frozen=True)
class Shop:
    """What differs between the two shops."""

    name: str
    seed: str
    wsgi: str
    env: dict[str, str]
    walk: Callable
    verdict: Callable


def our_verdict(answer, goods) -> str:
    ended = our_shoppers.outcome([answer], goods)
    return "placed" if ended.placed else "refused" if ended.refused else "broken"


OURS = Shop(
    "marketplace",
    "tests/races/seed.py",
    "marketplace.wsgi:application",
    {"EMBEDDED": "False", "LOG_LEVEL": "INFO"},
    our_shoppers.walk_to_checkout,
    our_verdict,
)
STOCK = Shop(
    "django-oscar",
    "benchmarks/stock_oscar/seed.py",
    "stock_oscar.wsgi:application",
    {"DJANGO_SETTINGS_MODULE": "stock_oscar.settings", "PYTHONPATH": str(ROOT / "benchmarks")},
    stock_shoppers.walk_to_checkout,
    stock_shoppers.verdict,
)


@contextlib.contextmanager
def open_shop(shop: Shop, words, postgres_url: str) -> Iterator[Market]:
    """Build the database and start the servers of one shop."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        (folder / "media").mkdir()
        # Oscar's guide asks for a copy; its processes trip over each other when making one.
        (folder / "media" / "image_not_found.jpg").touch()
        url = f"sqlite:///{folder / 'db.sqlite3'}"
        if postgres_url:
            url = new_database(postgres_url, shop.name)
        extra = dict(shop.env)
        if shop is OURS:
            extra["REDIS_URL"] = stack.enter_context(servers.redis())
        env = races.environment(folder, url, **extra)
        manage = ["manage.py"] if shop is OURS else ["-m", "django"]
        races.run_python([*manage, "migrate", "--noinput", "--verbosity", "0"], env)
        if shop is OURS:
            races.run_python(["manage.py", "load_reference"], env)
            races.run_python(["manage.py", "collectstatic", "--noinput"], env)
            if words.worker:
                stack.enter_context(worker(env, folder))
        yield stack.enter_context(races.serve(env, folder, wsgi=shop.wsgi))


@contextlib.contextmanager
def worker(env: dict[str, str], folder: Path) -> Iterator[None]:
    """Run the worker that takes messages and figures from the shoppers' requests."""
    command = "celery -A marketplace worker -B -Q default,stats,media,mail --concurrency 2"
    beat = ["--schedule", str(folder / "beat"), "--loglevel", "WARNING"]
    with (folder / "worker.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command.split(), *beat],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)
