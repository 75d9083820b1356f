"""What happens in the market of the drill: `open`, `later`, `messages`, or `digest` of it."""

import hashlib
import json
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from jobs import outbox  # noqa: E402
from jobs.messages import send_message  # noqa: E402
from shop.order.models import SellerOrder  # noqa: E402
from shop.partner.models import StockRecord  # noqa: E402

#: What a restore changes on purpose: who is signed in, what waits, and what is computed anew.
CHANGED = ("django_session", "accounts_onetimecode", "jobs_outbox", "stat_", "page_change",
           "django_migrations", "sqlite_")  # fmt: skip


def open_market() -> None:
    """Somebody is signed in, a photo is there, a message waits and will leave after the backup."""
    session = SessionStore()
    session["who"] = "official"
    session.save()
    default_storage.save("drill/che.jpg", ContentFile(b"photo of tea"))
    at = timezone.now() + timedelta(seconds=1)
    row = send_message(to_phone="0912000001", template="drill", text="Chào", dedupe_key="drill")
    type(row).objects.filter(pk=row.pk).update(not_before=at)


def later() -> None:
    """After the backup: the message leaves, orders go, the stock changes, the photo is replaced."""
    outbox.drain(limit=1000)
    SellerOrder.objects.order_by("pk").first().events.all().delete()
    StockRecord.objects.update(num_in_stock=1000)
    send_message(to_phone="0912000002", template="drill", text="Mới", dedupe_key="after")
    default_storage.delete("drill/che.jpg")
    default_storage.save("drill/che.jpg", ContentFile(b"another"))


def digest() -> dict:
    """Return a digest of every row of every table that a restore must bring back."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(CHANGED):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = [len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()]
        cursor.execute("SELECT COUNT(*) FROM django_session")
        sessions = cursor.fetchone()[0]
    return {"tables": found, "sessions": sessions, "photo": _photo()}


def _photo() -> str:
    return default_storage.open("drill/che.jpg").read().decode()


if __name__ == "__main__":
    did = {"open": open_market, "later": later, "digest": digest,
           "messages": lambda: outbox.drain(limit=1000)}[sys.argv[1]]()  # fmt: skip
    print(json.dumps(did))
