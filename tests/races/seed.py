"""List goods in the database of ``DATABASE_URL``: ``seed.py TITLE COUNT STOCK``.

Prints JSON. With ``--drop-guard`` the constraint that refuses overselling is taken away first:
for the control of the races only, in a database of its own.
"""

import argparse
import itertools
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def drop_guard() -> None:
    from django.db import connection

    from shop.partner.models import StockRecord

    name = "stockrecord_never_oversold"
    guard = next(one for one in StockRecord._meta.constraints if one.name == name)
    # SQLite builds the table anew from what the model says.
    StockRecord._meta.constraints = [one for one in StockRecord._meta.constraints if one != guard]
    with connection.schema_editor() as editor:
        editor.remove_constraint(StockRecord, guard)


def list_goods(title: str, count: int, stock: int) -> list[dict]:
    from accounts.models import User
    from tests import factories
    from tests.factories import make_listing, make_seller

    # Phones of this run begin where those of the runs before cannot reach.
    factories._serial = itertools.count(1 + 100 * User.objects.count())
    seller = make_seller(f"HTX {title}")
    goods = [make_listing(seller, f"{title} số {n}", stock=stock) for n in range(1, count + 1)]
    return [
        {"id": product.pk, "title": product.title, "path": product.get_absolute_url()}
        for product in goods
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="List goods for the races.")
    parser.add_argument("title")
    parser.add_argument("count", type=int)
    parser.add_argument("stock", type=int)
    parser.add_argument("--drop-guard", action="store_true")
    words = parser.parse_args()

    import django

    django.setup()
    if words.drop_guard:
        drop_guard()
    print(json.dumps(list_goods(words.title, words.count, words.stock)))


if __name__ == "__main__":
    main()
