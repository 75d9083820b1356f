"""Who holds personal data: each app registers what it has, and how it is forgotten."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from accounts.models import User
from common.phones import ERASED, format_phone
from common.text import unaccented

#: Shorter words are too common to be looked for in sentences.
_LEAST = 5
#: Words run together hit inside of others sooner.
_LEAST_JOINED = 8
GONE = "(đã xoá)"
NOBODY = "Khách đã xoá thông tin"


@dataclass
class Person:
    """A shopper; ``salt`` is thrown away after the erasure, so no stand-in leads back.

    ``words`` are what must not be found in sentences any more: names, phones, lines of addresses.
    """

    user: User
    phone: str
    salt: str = ""
    words: set[str] = field(default_factory=set)
    #: Set once by ``shop.order.personal_data``: forgetting changes what they are found by.
    order_ids: frozenset[int] | None = None

    def stand_in(self, phone: str) -> str:
        """Return what stands for a phone: equal phones stay equal, so buyers are still counted."""
        if not phone:
            return ""
        return f"{ERASED}{salted_hmac('erased', phone, secret=self.salt).hexdigest()[:12]}"

    def learn(self, *texts: str) -> None:
        """Remember words to look for, in each of the ways people, banks and programs write them."""
        for text in texts:
            if text and text.startswith("+84"):
                local = format_phone(text)
                self.words |= {text, text[1:], local, local.replace(" ", "")}
            elif text and len(text) >= _LEAST:
                self.words |= _spellings(text)


def _spellings(text: str) -> set[str]:
    r"""Return a name as it is, as bank memos have it, and as JSON escapes it.

    ``Trần Thị Ngọc`` → also ``Tran Thi Ngoc``, ``TranThiNgoc``, ``Tr\u1ea7n …``; letters in
    any case are found, and a name whose tone marks stand apart as well.
    """
    bare = unaccented(text)
    found = {text, bare, json.dumps(text)[1:-1]}
    found |= {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    if len(joined := bare.replace(" ", "")) >= _LEAST_JOINED:
        found.add(joined)
    return {one for one in found if len(one) >= _LEAST}


@dataclass(frozen=True)
class Holder:
    """One app's part. Every function may be left out.

    ``refuses`` says why this person cannot be forgotten at all, ``waits`` what must end first;
    both return words for people, or nothing. ``learns`` tells ``Person`` its words before
    anything is changed. ``forgets`` returns how many rows it changed, by name.
    """

    name: str
    refuses: Callable[[Person], str] = lambda person: ""
    waits: Callable[[Person], str] = lambda person: ""
    learns: Callable[[Person], None] = lambda person: None
    forgets: Callable[[Person], Mapping[str, int]] = lambda person: {}
    tables: Callable[[Person], Mapping[str, list]] = lambda person: {}


_holders: dict[str, Holder] = {}


def register(holder: Holder) -> None:
    """Add or replace the part of an app."""
    _holders[holder.name] = holder


def holders() -> Iterable[Holder]:
    """Return all parts; that of accounts is the last, since the others ask it who it is."""
    return sorted(_holders.values(), key=lambda one: (one.name == "accounts", one.name))


def scrub(rows: QuerySet, *fields: str, words: set[str]) -> int:
    """Take words out of sentences that people wrote; return how many rows had any."""
    if not words:
        return 0
    longest = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest)), re.IGNORECASE)
    changed = 0
    filled = Q()
    for name in fields:
        filled |= ~Q(**{name: ""})
    for row in rows.filter(filled).iterator(500):
        fresh = {name: pattern.sub(GONE, getattr(row, name)) for name in fields}
        fresh = {name: text for name, text in fresh.items() if text != getattr(row, name)}
        if fresh:
            limits = {name: row._meta.get_field(name).max_length for name in fresh}
            cut = {name: text[: limits[name]] for name, text in fresh.items()}
            changed += type(row)._base_manager.filter(pk=row.pk).update(**cut)
    return changed
