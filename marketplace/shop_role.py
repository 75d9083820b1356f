"""The database role that the market runs as: it writes, but never edits what tells who did what.

On PostgreSQL the owner of the tables migrates; web, workers and clock use this role. So whoever
gets hold of one of them can neither edit a row of the trail nor drop the triggers that guard it.
"""

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from audit.append_only import TABLES as AUDIT
from markets.append_only import TABLES as MARKETS
from sellers.append_only import TABLES as SELLERS
from shop.programme.append_only import TABLES as PROGRAMMES

#: Tables to which the role only adds.
APPEND_ONLY = (*AUDIT, *MARKETS, *SELLERS, *PROGRAMMES)


def give(connection: BaseDatabaseWrapper, *, role: str, password: str) -> None:
    """Make the role or set it right: log in, use every table, only add to ``APPEND_ONLY``.

    Run it as the owner of the tables after each migrate; again changes nothing. All of it is one
    transaction, so a running market never has more or less than it should. Raises ``ValueError``
    on another database than PostgreSQL, without a password, and for the owner itself.
    """
    if connection.vendor != "postgresql":
        raise ValueError("Only PostgreSQL has roles.")
    if not password:
        raise ValueError("The role needs a password.")
    name = connection.ops.quote_name(role)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone() == (role,):
            raise ValueError(f"{role} owns the tables: run this as the owner for another role.")
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {name}")
        cursor.execute(
            f"ALTER ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %s", [password]
        )
        for statement in _rights(name):
            cursor.execute(statement)


def _rights(name: str) -> tuple[str, ...]:
    return (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        # While the next migrate runs, triggers of new tables fire for the code before it already.
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public"
        f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(APPEND_ONLY)} FROM {name}",
    )
