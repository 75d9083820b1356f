"""The tables of sellers whose rows are never edited and never deleted."""

from common.append_only import AppendOnly

#: Table → what the database says when somebody tries.
TABLES = {
    "sellers_helperact": "acts of helpers are never edited",
    "sellers_helperchange": "changes by helpers are never edited",
    "sellers_sellerevent": "events of sellers are never edited",
}
_GUARD = AppendOnly(TABLES)

install = _GUARD.install
remove = _GUARD.remove
missing = _GUARD.missing
