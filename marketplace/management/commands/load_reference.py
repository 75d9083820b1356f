"""Load the data that the code needs: places, shelves, product sets."""

from django.core.management.base import BaseCommand

from marketplace.reference import load_reference


class Command(BaseCommand):
    """Load the reference data; safe to repeat."""

    help = __doc__

    def handle(self, *args, **options):
        """Run the service."""
        load_reference()
        self.stdout.write("Reference data loaded.")
