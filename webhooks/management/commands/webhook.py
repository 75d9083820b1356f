"""Receivers of news from the command line."""

from django.core.management.base import BaseCommand, CommandError

from shop.partner.models import Partner
from webhooks import again, subscribing
from webhooks.models import Delivery, Subscription


class Command(BaseCommand):
    """Add, list and pause receivers; send news again."""

    help = (
        "webhook add 'Sàn A' https://a.example/tin --kind order.*"
        " | list | pause ID | resume ID | replay ID"
    )

    def add_arguments(self, parser) -> None:
        """Declare the arguments."""
        steps = parser.add_subparsers(dest="step", required=True)
        add = steps.add_parser("add")
        add.add_argument("name")
        add.add_argument("url")
        add.add_argument("--kind", action="append", choices=subscribing.KINDS, required=True)
        add.add_argument("--seller", help="slug: only what is this seller's")
        add.add_argument("--commune", action="append", default=[])
        steps.add_parser("list")
        steps.add_parser("pause").add_argument("id", type=int)
        steps.add_parser("resume").add_argument("id", type=int)
        replay = steps.add_parser("replay")
        replay.add_argument("id", type=int)
        replay.add_argument("--failed", action="store_true", help="only what never arrived")

    def handle(self, *args, **options) -> None:
        """Do one step."""
        getattr(self, f"_{options['step']}")(options)

    def _add(self, options) -> None:
        slug = options["seller"]
        partner = Partner.objects.filter(code=slug).first() if slug else None
        if slug and partner is None:
            raise CommandError(f"no seller {slug}")
        try:
            row, secret = subscribing.subscribe(
                name=options["name"],
                url=options["url"],
                kinds=options["kind"],
                partner=partner,
                commune_codes=options["commune"],
            )
        except subscribing.SubscriptionRefused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{row.pk}\n{secret}\nHand it over safely now; it is not shown again.")

    def _list(self, options) -> None:
        for row in Subscription.objects.all():
            state = "paused" if row.paused_at else "away" if row.fails else "on"
            self.stdout.write(f"{row.pk} {state} {row.name} {row.url} {' '.join(row.kinds)}")

    def _pause(self, options) -> None:
        subscribing.pause(subscription=self._named(options))

    def _resume(self, options) -> None:
        waited = again.resume(subscription=self._named(options))
        self.stdout.write(f"{waited} waited and are sent")

    def _replay(self, options) -> None:
        rows = Delivery.objects.filter(subscription=self._named(options)).order_by("pk")
        if options["failed"]:
            rows = rows.filter(delivered_at=None)
        try:
            self.stdout.write(f"{again.replay(rows)} sent again")
        except again.ReplayRefused as refused:
            raise CommandError(refused.message) from refused

    def _named(self, options) -> Subscription:
        row = Subscription.objects.filter(pk=options["id"]).first()
        if row is None:
            raise CommandError(f"no receiver {options['id']}")
        return row
