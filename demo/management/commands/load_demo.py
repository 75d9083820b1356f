"""Load the demo data: sellers, goods, orders, households and markets of a made-up province."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from common.errors import BusinessRuleError
from common.phones import format_phone
from demo.loading import SCALES, load
from demo.people import LOGINS


class Command(BaseCommand):
    """Load the demo data; safe to repeat."""

    help = __doc__

    def add_arguments(self, parser):
        """Take the scale and what to print."""
        parser.add_argument("--scale", choices=list(SCALES))
        parser.add_argument("--with-bac-kan", action="store_true")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON only")
        parser.add_argument("--show-logins", action="store_true", help="alone: load nothing")

    def handle(self, *args, **options):
        """Run the service; without a scale ``--show-logins`` only prints."""
        if options["scale"] or not options["show_logins"]:
            self._load(options)
        if options["show_logins"]:
            self._show_logins()

    def _load(self, options) -> None:
        say = (lambda line: None) if options["json"] else self._say
        try:
            loaded = load(options["scale"] or "small", say, with_bac_kan=options["with_bac_kan"])
        except BusinessRuleError as problem:
            raise CommandError(str(problem)) from problem
        if options["json"]:
            self.stdout.write(json.dumps(asdict(loaded), ensure_ascii=False))
            return
        self._say("Dữ liệu minh họa đã sẵn sàng." if loaded.changed else "Không có gì mới.")
        for name, number in loaded.counts.items():
            self._say(f"  {name}: {number}")

    def _show_logins(self) -> None:
        self._say("Đăng nhập thử bằng số điện thoại:")
        for login in LOGINS.values():
            self._say(f"  {format_phone(login.phone)}  {login.label}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
