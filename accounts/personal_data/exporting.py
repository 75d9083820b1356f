"""The file of everything that the market knows of a shopper."""

import json

from accounts.models import User
from accounts.personal_data.holders import Person, holders


def own_data(user: User) -> bytes:
    """Return all tables as JSON that people can read."""
    person, tables = Person(user, user.phone), {}
    for one in holders():
        tables |= one.tables(person)
    return json.dumps(tables, ensure_ascii=False, indent=2, default=str).encode()
