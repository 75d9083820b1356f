"""Write one row for a privileged act, in the transaction of the act itself."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

from django.db import models

from audit import acting, marks
from audit.models import AuditEvent
from common.phones import mask_phone

#: Values of such fields are told to have changed, never what they were.
_SECRET = re.compile(
    r"password|secret|token|code_hash|sealed|session|csrf|\bcode\b|otp|_key\b", re.IGNORECASE
)
#: Nor those of people: whose name or address changed is enough.
_PERSONAL = re.compile(
    r"full_name|first_name|last_name|email|phone|line\d|^customer_|notes?_to|birth|address"
)
#: Sentences may name a buyer, whom nobody could take out of the trail again. They stand in the row
#: that the act wrote, where being forgotten reaches them; the trail keeps that there were some.
SENTENCES = frozenset(
    {"answer", "body", "comment", "message", "note", "notes", "reason", "resolution", "text"}
)
#: The numbers of people, also inside a sentence.
_PHONE = re.compile(r"(?<![\w+])(?:\+84|84|0)(?:[\s.\-]?\d){9}(?!\d)")
_HIDDEN = "•••"
_LONG = 200
SYSTEM = "Hệ thống"


def record(
    action: str,
    *,
    on: models.Model | None = None,
    label: str = "",
    actor=None,
    role: str = "",
    household=None,
    changes: Mapping[str, tuple] | None = None,
) -> AuditEvent:
    """Add one row; call it inside the transaction of the act.

    ``action`` is ``thing.done``; ``on`` what it was done to, named by ``label`` or its own words;
    ``household`` the seller on whose behalf; ``changes`` ``{field: (before, after)}``. Personal
    data of buyers must not be given. ≤ 2 queries.
    """
    asking = acting.now()
    is_own = asking is not None and actor is not None and actor.pk == asking.user().pk
    event = AuditEvent(
        actor_id=actor.pk if actor else None,
        actor_label=name_of(actor),
        role=(role or (asking.role if is_own else ""))[:80],
        household_id=household.pk if household else None,
        household_label=_cut(household.partner.name, 160) if household else "",
        action=action[:60],
        object_kind=on._meta.model_name if on is not None else "",
        object_key=str(on.pk)[:64] if on is not None else "",
        object_label=_cut(label or (str(on) if on is not None else ""), 160),
        changes={name: [_plain(name, value) for value in pair]
                 for name, pair in (changes or {}).items()},
        address_hash=asking.address_hash if asking else "",
    )  # fmt: skip
    event.mark = marks.mark_of(event)
    event.save(force_insert=True)
    if asking:
        asking.written += 1
    return event


def differences(before: Mapping, after: Mapping) -> dict[str, tuple]:
    """Return ``changes`` of the fields whose values differ."""
    names = [*before, *(name for name in after if name not in before)]
    pairs = {name: (before.get(name), after.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def name_of(user) -> str:
    """Return what a person is called in the trail, without a whole phone number."""
    if user is None:
        return SYSTEM
    return (user.full_name or mask_phone(user.phone) or f"Tài khoản số {user.pk}")[:160]


def _plain(name: str, value: object) -> object:
    """Return a value as the trail keeps it: short, and nobody's secret or number."""
    is_kept = not (_SECRET.search(name) or _PERSONAL.search(name) or name in SENTENCES)
    if not is_kept and value not in (None, ""):
        return _HIDDEN
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, models.Model):
        return _cut(f"{value.pk} {value}", _LONG)
    if isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        return _cut(", ".join(str(_plain(name, one)) for one in value), _LONG)
    return _cut(str(value), _LONG)


def _cut(text: str, length: int) -> str:
    return _PHONE.sub(_without_middle, text)[:length]


def _without_middle(found: re.Match) -> str:
    digits = re.sub(r"\D", "", found[0])
    return f"{digits[:2]}… {digits[-3:]}"
