"""What the database says, read with plain SQL: Django's settings here point at another one."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg


@dataclass(frozen=True)
class Ledger:
    """The database behind a server."""

    url: str

    def rows(self, sql: str, *values) -> list[tuple]:
        """Run one statement, committed; ``%s`` stands for a value on both databases."""
        with closing(self._connect()) as connection:
            is_lite = isinstance(connection, sqlite3.Connection)
            cursor = connection.execute(sql.replace("%s", "?") if is_lite else sql, values)
            found = cursor.fetchall() if cursor.description else []
            connection.commit()
        return found

    def allocated(self, product_id: int) -> int:
        """Return how many units orders hold."""
        sql = "SELECT num_allocated FROM partner_stockrecord WHERE product_id = %s"
        return self.rows(sql, product_id)[0][0]

    def in_stock(self, product_id: int) -> int:
        """Return how many units there are."""
        sql = "SELECT num_in_stock FROM partner_stockrecord WHERE product_id = %s"
        return self.rows(sql, product_id)[0][0]

    def orders(self, product_id: int) -> list[str]:
        """Return the numbers of the orders that contain the product."""
        sql = (
            "SELECT o.number FROM order_order o JOIN order_line l ON l.order_id = o.id"
            " WHERE l.product_id = %s ORDER BY o.id"
        )
        return [number for (number,) in self.rows(sql, product_id)]

    def baskets(self, product_id: int) -> dict[str, int]:
        """Return how many baskets with the product are in which state."""
        sql = (
            "SELECT b.status, count(*) FROM basket_basket b JOIN basket_line l"
            " ON l.basket_id = b.id WHERE l.product_id = %s GROUP BY b.status"
        )
        return dict(self.rows(sql, product_id))

    def age(self, number: str) -> None:
        """Let an order, with its basket, be a day older."""
        day = "'-1 day'" if self.url.startswith("sqlite") else "interval '1 day'"
        older = "datetime({0}, " + day + ")" if self.url.startswith("sqlite") else "{0} - " + day
        self.rows(
            f"UPDATE order_order SET date_placed = {older.format('date_placed')} WHERE number = %s",
            number,
        )
        self.rows(
            f"UPDATE basket_basket SET date_submitted = {older.format('date_submitted')} WHERE id ="
            " (SELECT basket_id FROM order_order WHERE number = %s)",
            number,
        )

    def _connect(self):
        if self.url.startswith("sqlite"):
            return sqlite3.connect(urlsplit(self.url).path[1:] or ":memory:", timeout=20)
        folder, name = urlsplit(self.url).path.rsplit("/", 1)
        return psycopg.connect(host=folder[1:], user="postgres", dbname=name, autocommit=True)


def new_database(maintenance_url: str, name: str, *, template: str = "template1") -> str:
    """Create a database beside the maintenance one; return its URL."""
    Ledger(maintenance_url).rows(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{maintenance_url.rsplit('/', 1)[0]}/{name}"
