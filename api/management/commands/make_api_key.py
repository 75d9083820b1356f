"""Make a key for a program from the command line."""

import json

from django.core.management.base import BaseCommand, CommandError

from api import keys
from api.models import ApiKey


class Command(BaseCommand):
    """Make a key and print it, once."""

    help = "Make a key of the API: make_api_key 'Chi cục Thống kê' --right stats.sales"

    def add_arguments(self, parser) -> None:
        """Declare the arguments."""
        parser.add_argument("name", help="who gets the key")
        parser.add_argument("--right", action="append", choices=ApiKey.Right.values, default=[])
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--province", action="store_true", help="figures of the whole province")
        where.add_argument("--commune", action="append", default=[], help="five-digit code")
        parser.add_argument("--per-minute", type=int, default=60)
        parser.add_argument("--days", type=int, default=365)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options) -> None:
        """Make the key and print what must be kept now; it cannot be shown again."""
        reach = ApiKey.Reach.COMMUNES if options["commune"] else ApiKey.Reach.CLOSED
        try:
            key, secret = keys.make(
                name=options["name"],
                rights=options["right"],
                reach=ApiKey.Reach.PROVINCE if options["province"] else reach,
                commune_codes=options["commune"],
                per_minute=options["per_minute"],
                days=options["days"],
            )
        except keys.KeyRefused as refused:
            raise CommandError(refused.message) from refused
        until = key.expires_at.date().isoformat()
        if options["json"]:
            made = {"key": secret, "handle": key.handle, "reach": key.reach, "expires_on": until}
            self.stdout.write(json.dumps(made))
            return
        self.stdout.write(f"{secret}\n{key.name}: {', '.join(key.rights)}, {key.reach}, to {until}")
        self.stdout.write("Hand it over safely now; it is stored nowhere.")
