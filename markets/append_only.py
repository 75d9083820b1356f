"""The tables of markets whose rows are never edited and never deleted."""

from common.append_only import AppendOnly

TABLES = {
    "markets_inpersonsale": "sales at stalls are never edited",
    "markets_marketstatus": "the history of markets is never edited",
}
_GUARD = AppendOnly(TABLES)

install = _GUARD.install
remove = _GUARD.remove
missing = _GUARD.missing
