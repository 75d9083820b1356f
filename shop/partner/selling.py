"""Which sellers take orders, kept true until the transaction ends."""

from collections.abc import Iterable

from django.db import connection

from shop.partner.models import Partner


def hold_closed(partner_ids: Iterable[int]) -> list[str]:
    """Return the names of those who take no orders, and let none of the others stop. 1 query.

    Whoever writes ``may_sell`` locks the partner FOR UPDATE first. FOR KEY SHARE waits for it and
    reads the row anew; two orders of one seller do not wait for each other. In the order of
    ids, so that nobody waits in a ring. SQLite has one writer at a time anyway.
    """
    rows = Partner._default_manager.filter(pk__in=set(partner_ids)).order_by("pk")
    sql, params = rows.values_list("name", "may_sell").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql + _LOCK.get(connection.vendor, ""), params)
        return [name for name, may_sell in cursor.fetchall() if not may_sell]


_LOCK = {"postgresql": " FOR KEY SHARE"}
