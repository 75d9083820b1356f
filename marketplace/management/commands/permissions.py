"""Write docs/permissions.md from the matrix."""

from django.conf import settings
from django.core.management.base import BaseCommand

from marketplace.permissions.printing import document

PATH = settings.BASE_DIR / "docs" / "permissions.md"


class Command(BaseCommand):
    """Write who may do what as a document."""

    help = __doc__

    def handle(self, *args, **options) -> None:
        """Write the file."""
        PATH.write_text(document(), encoding="utf-8")
        self.stdout.write(f"{PATH} written.")
