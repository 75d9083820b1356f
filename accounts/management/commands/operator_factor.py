"""Set up or take away the second factor of an operator from the command line."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.operators import factor
from common.phones import InvalidPhone, parse_phone


class Command(BaseCommand):
    """Print a secret for an authenticator app and the recovery codes, or reset both."""

    help = "Make the second factor of an operator, or with --reset take it away."

    def add_arguments(self, parser):
        """Add the phone and the switch."""
        parser.add_argument("phone")
        parser.add_argument("--reset", action="store_true", help="the phone with the app is lost")

    def handle(self, *args, **options):
        """Find the person, call the service, print what must be kept."""
        try:
            user = User.objects.get(phone=parse_phone(options["phone"]))
        except (InvalidPhone, User.DoesNotExist) as problem:
            raise CommandError("nobody has this phone") from problem
        if options["reset"]:
            gone = factor.remove(user=user)
            self.stdout.write("removed" if gone else "there was none")
            return
        try:
            made = factor.begin(user=user)
            codes = factor.confirm(user=user)
        except factor.HasFactor as problem:
            raise CommandError("there is one; take it away with --reset") from problem
        self.stdout.write(f"secret {factor.secret_of(made)}\n{factor.uri_of(made)}")
        self.stdout.write("recovery codes:\n" + "\n".join(codes))
