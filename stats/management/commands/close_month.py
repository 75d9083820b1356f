"""Freeze the figures of a month."""

from datetime import date
from json import dumps

from django.core.management.base import BaseCommand, CommandError

from stats import closing


class Command(BaseCommand):
    """Close one month, or every month that is due."""

    help = "Close a month that has ended, or without --period every month that is due."

    def add_arguments(self, parser):
        """Add the month and the switch for machine-readable output."""
        parser.add_argument("--period", metavar="YYYY-MM", type=_month)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Run the service and say what is closed."""
        month = options["period"]
        try:
            closes = [closing.close_month(month=month)] if month else closing.close_due()
        except closing.MonthNotReady as problem:
            raise CommandError(str(problem)) from problem
        rows = [
            {
                "period": f"{close.month:%Y-%m}",
                "closed_at": close.closed_at.isoformat(),
                "cells": close.cells,
                "checksum": close.checksum,
            }
            for close in closes
        ]
        if options["json"]:
            self.stdout.write(dumps(rows))
            return
        for row in rows:
            self.stdout.write("{period}: {cells} cells, SHA-256 {checksum}".format(**row))
        if not rows:
            self.stdout.write("nothing is due")


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")
