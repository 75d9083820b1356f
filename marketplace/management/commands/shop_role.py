"""Give the database role of web, workers and clock its rights."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from marketplace.shop_role import give


class Command(BaseCommand):
    """Make the role that adds to the trail and never edits it. PostgreSQL only."""

    help = "After migrate, as the owner of the tables: make or mend the role the market runs as."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--role", default="marketplace_shop", help="its name")

    def handle(self, *args, **options) -> None:
        """Give the rights. Raises ``CommandError`` where that cannot be."""
        try:
            give(connection, role=options["role"], password=settings.DATABASE_SHOP_PASSWORD)
        except ValueError as problem:
            raise CommandError(f"{problem} See POSTGRES_SHOP_PASSWORD.") from problem
        self.stdout.write(f"{options['role']} may use the tables and only add to the trail.")
