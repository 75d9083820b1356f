"""Prove that the figures equal the orders."""

import sys
from json import dumps

from django.core.management.base import BaseCommand

from stats import proof


class Command(BaseCommand):
    """Recount everything and compare; exit 1 on a difference."""

    help = "Compare all figures with a recount; exit 1 on a difference."

    def add_arguments(self, parser):
        """Add the switch for machine-readable output."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Run the service, print the outcome, exit 1 when it is bad."""
        outcome = proof.check_stats()
        if options["json"]:
            self.stdout.write(dumps(_as_json(outcome)))
        else:
            word = "OK" if outcome.ok else "DIFFERENT"
            self.stdout.write(
                f"{word}: {outcome.cells} cells, {outcome.differences} differences,"
                f" {outcome.pending} pending"
            )
        if not outcome.ok:
            sys.exit(1)


def _as_json(outcome: proof.Proof) -> dict:
    return {
        "ok": outcome.ok,
        "cells": outcome.cells,
        "pending": outcome.pending,
        "differences": outcome.differences,
        "examples": [difference.as_json() for difference in outcome.examples],
        "as_of": outcome.as_of.isoformat(),
    }
