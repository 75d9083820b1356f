"""Give a role to a person by phone."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services
from accounts.models import RoleGrant
from common.errors import BusinessRuleError
from common.phones import InvalidPhone, format_phone


class Command(BaseCommand):
    """Give a role; the user is created when the phone is unknown."""

    help = "Give a role: grant_role 0912345678 commune_official --commune 05443"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("phone")
        parser.add_argument("role", choices=RoleGrant.Role.values)
        place = parser.add_mutually_exclusive_group()
        place.add_argument("--commune", default="", help="five-digit commune code")
        place.add_argument("--province", default="", help="two-digit province code")
        place.add_argument("--market", default="", help="a market as in /cho/<market>/")

    def handle(self, *args, **options) -> None:
        """Give the role and say so."""
        try:
            grant = services.grant_role(
                phone=options["phone"],
                role=options["role"],
                commune_code=options["commune"],
                province_code=options["province"],
                market_slug=options["market"],
            )
        except (BusinessRuleError, InvalidPhone) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{format_phone(grant.user.phone)}: {grant}")
