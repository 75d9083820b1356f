"""Bring the embedded database up to date: migrations, reference data, demo data when empty.

Progress goes to stderr. Stdout carries only the demo logins, for ``run.py`` to show at the end.
"""

import contextlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> None:
    import django
    from django.conf import settings
    from django.core.management import CommandError, call_command, get_commands

    django.setup()
    call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    call_command("load_reference", stdout=sys.stderr)
    if not settings.EMBEDDED:
        call_command("collectstatic", interactive=False, verbosity=0, stdout=sys.stderr)
    if "load_demo" not in get_commands():
        return
    from catalogue.models import Product

    if not Product.objects.exists():
        print("Loading the demo data ...", file=sys.stderr, flush=True)
        call_command("load_demo", scale="small", stdout=sys.stderr)
    # The logins are a convenience: an older command without the option stops nothing.
    with contextlib.suppress(CommandError, TypeError):
        call_command("load_demo", "--show-logins")


if __name__ == "__main__":
    main()
