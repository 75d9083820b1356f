"""The database wrapper that ``ENGINE = "common.postgresql"`` names."""

import psycopg
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but one dead connection of the pool takes the idle others with it (ADR 0066).

    psycopg's pool looks at one connection at a time and waits longer after each that is dead, 1, 2
    and then 4 s. After a restart of the server all of a resting process are, so its first visitor
    would wait through ``timeout`` and be sent away although the database answers.
    """

    @property
    def pool(self) -> ConnectionPool | None:
        """Return the process's pool, made at the first call; None where the settings want none."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            # Several threads may come here at once; the first to be kept wins, none is open yet.
            self._connection_pools.setdefault(self.alias, self._new_pool(options))
        return self._connection_pools[self.alias]

    def _new_pool(self, options: dict) -> ConnectionPool:
        def check(connection: psycopg.Connection) -> None:
            try:
                ConnectionPool.check_connection(connection)
            except psycopg.Error:
                pool.drain()
                raise

        pool = ConnectionPool(
            kwargs=self.get_connection_params() | {"autocommit": True},
            open=False,
            configure=self._configure_connection,
            check=check,
            **options,
        )
        return pool
