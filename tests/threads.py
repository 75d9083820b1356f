"""Several things at one moment."""

import threading
from collections.abc import Callable, Sequence

from django.db import connection

PATIENCE_S = 60


def at_once(jobs: Sequence[Callable]) -> list:
    """Run the jobs in threads that start together; return what each gave or raised."""
    start, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place, job):
        start.wait()
        try:
            results[place] = job()
        except Exception as problem:
            results[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    return results
