"""The trail of what helpers did: one row for each request that changed something.

A row is written in the transaction of the change: when that is rolled back, the row goes with
it, and when it is committed, the row is there. Which statements change something is seen from
the statements themselves, so no service can forget it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction
from django.http import HttpRequest

from catalogue.models import Product
from sellers.helping.rules import LISTING, ORDER, Rule
from sellers.models import HelperAct, HelperGrant, ListingDraft

_CHANGE = re.compile(
    r'\s*(INSERT|UPDATE|DELETE)\b(?:\s+OR\s+IGNORE)?(?:\s+INTO|\s+FROM)?\s+"?(\w+)', re.IGNORECASE
)
#: Rows that are no change of the household's: sessions, and the trail itself.
_BESIDE = frozenset({"django_session", "sellers_helperact"})
_MAX = 200


@contextmanager
def kept(grant: HelperGrant, rule: Rule, request: HttpRequest, named: Mapping) -> Iterator[None]:
    """Write down what the view inside changes; ``named`` are the words of its address."""
    watch = _Watch(grant, rule, request, named)
    with connection.execute_wrapper(watch):
        yield


class _Watch:
    """Sees every statement of one request; notes the first change of each transaction."""

    def __init__(self, grant, rule, request, named) -> None:
        self.grant, self.rule, self.request, self.named = grant, rule, request, named
        self.is_writing = self.is_safe = False

    def __call__(self, execute: Callable, sql, params, many, context):
        """Run the statement; with the first that changes something, write the row."""
        found = None if self.is_writing or self.is_noted() else _CHANGE.match(str(sql))
        if found is None or found[2].lower() in _BESIDE:
            return execute(sql, params, many, context)
        if connection.in_atomic_block:
            result = execute(sql, params, many, context)
            if found[1].upper() == "INSERT" or context["cursor"].rowcount:
                self.note()
            return result
        # No transaction is open: the row first, in its own, so that it is never lost.
        self.note()
        return execute(sql, params, many, context)

    def is_noted(self) -> bool:
        """Say whether a row is safe, or waits in the open transaction.

        Django drops the hook together with a savepoint that is rolled back.
        """
        return self.is_safe or any(hook == self.seal for _, hook, _ in connection.run_on_commit)

    def note(self) -> None:
        """Write the row."""
        self.is_writing = True
        try:
            HelperAct.objects.create(
                grant=self.grant,
                helper=self.grant.helper,
                seller=self.grant.seller,
                helper_name=str(self.grant.helper),
                seller_name=self.grant.seller.partner.name,
                route=self.request.resolver_match.view_name,
                words=self.words(),
            )
        finally:
            self.is_writing = False
        transaction.on_commit(self.seal)

    def seal(self) -> None:
        """Remember that the row is committed."""
        self.is_safe = True

    def words(self) -> str:
        """Return what was done: ``đổi giá Chè nõn tôm``."""
        text = self.rule.words(self.request)
        return text.replace("{thing}", self.thing()).strip()[:_MAX]

    def thing(self) -> str:
        """Return the name of what it was about. 1 query for a listing."""
        if self.rule.thing == ORDER:
            return str(self.named.get("number", ""))
        if self.rule.thing == LISTING and "pk" in self.named:
            own = Product.objects.of_partner(self.grant.seller.partner)
            return own.filter(pk=self.named["pk"]).values_list("title", flat=True).first() or ""
        if "title" not in self.request.POST and "client_id" in self.named:
            own = ListingDraft.objects.filter(seller=self.grant.seller)
            draft = own.filter(client_id=self.named["client_id"]).first()
            return draft.answers.get("title", "") if draft else ""
        return self.request.POST.get("title", "")
