"""One measurement on each database; a server that this machine lacks is left out, and said."""

import argparse
import sys
from collections.abc import Callable

from tests import servers


def choose(parser: argparse.ArgumentParser) -> None:
    """Let the caller choose one database, or both."""
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")


def measured(database: str, measure: Callable[[str], dict]) -> list[dict]:
    """Return what ``measure`` gives for each chosen database."""
    results = []
    for kind in ["sqlite", "postgres"] if database == "both" else [database]:
        try:
            results.append(measure(kind))
        except servers.ServerMissing as problem:
            print(f"{kind} is left out: {problem}", file=sys.stderr, flush=True)
    return results
