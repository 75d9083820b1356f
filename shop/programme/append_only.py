"""The table of redemptions: its rows are never edited and never deleted."""

from common.append_only import AppendOnly

TABLES = {"programme_redemption": "redemptions of programmes are never edited"}
_GUARD = AppendOnly(TABLES)

install = _GUARD.install
remove = _GUARD.remove
missing = _GUARD.missing
