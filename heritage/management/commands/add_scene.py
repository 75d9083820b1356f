"""Put a 360° picture of a heritage site up."""

from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from heritage.scenes import SceneRefused, put_up, read


class Command(BaseCommand):
    """Take a JPEG, PNG, WebP or HEIC, twice as wide as high."""

    help = __doc__

    def add_arguments(self, parser) -> None:
        """Ask for the site, the file and whose it is."""
        parser.add_argument("site", help="such as atk-dinh-hoa")
        parser.add_argument("file", type=Path)
        parser.add_argument("--shows", required=True, help="what is seen, in Vietnamese")
        parser.add_argument("--credit", required=True, help="who took it and lets it be shown")
        parser.add_argument("--sample", action="store_true", help="not the site: only a trial")

    def handle(self, *args, **options) -> None:
        """Put it up, or say why not."""
        try:
            with options["file"].open("rb") as opened:
                put_up(
                    site=options["site"],
                    picture=read(File(opened)),
                    shows=options["shows"],
                    credit=options["credit"],
                    is_sample=options["sample"],
                )
        except (OSError, SceneRefused) as refused:
            raise CommandError(str(getattr(refused, "message", refused))) from refused
        self.stdout.write(f"{options['site']}: shown from now on.")
