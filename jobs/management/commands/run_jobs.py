"""Do background work without Celery."""

import json
import signal
import threading

from django.core.management.base import BaseCommand, CommandParser

from jobs import heartbeat, outbox, periodic

#: Seconds of rest when nothing was due.
REST_S = 1.0


class Command(BaseCommand):
    """Drain the outbox and run the periodic functions, once or until stopped."""

    help = "Drain the outbox and run periodic functions, once or until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args, **options) -> None:
        """Run until nothing is due, or until SIGTERM or Ctrl-C."""
        if options["once"]:
            self.report(*self.run_until_idle(), as_json=options["json"])
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stderr.write("run_jobs: đang chạy, bấm Ctrl-C để dừng")
        while not stop.is_set():
            tried, ran = self.run_pass()
            if tried or ran:
                self.report(tried, ran, as_json=options["json"])
            if not tried:
                stop.wait(REST_S)

    def run_pass(self) -> tuple[int, list[str]]:
        """Do one bounded round of work."""
        heartbeat.beat(name=heartbeat.WORKER)
        return outbox.drain(), periodic.run_due()

    def run_until_idle(self) -> tuple[int, list[str]]:
        """Do rounds until the outbox has nothing due."""
        tried, ran = self.run_pass()
        while more := outbox.drain():
            tried += more
        return tried, ran

    def report(self, tried: int, ran: list[str], *, as_json: bool) -> None:
        """Print what was done."""
        if as_json:
            self.stdout.write(json.dumps({"outbox_tried": tried, "periodic": ran}))
        else:
            self.stdout.write(f"outbox: {tried}, periodic: {', '.join(ran) or '-'}")
