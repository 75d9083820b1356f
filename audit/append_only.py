"""The trail and its seals are never edited and never deleted."""

from common.append_only import AppendOnly

TABLES = {
    # Seals first: they point at events.
    "audit_auditseal": "seals of the audit trail are never edited",
    "audit_auditevent": "the audit trail is never edited",
}
_GUARD = AppendOnly(TABLES)

install = _GUARD.install
remove = _GUARD.remove
missing = _GUARD.missing
