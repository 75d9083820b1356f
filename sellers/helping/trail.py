"""The trail of what helpers did: one row for each request that changed something.

A row is written in the transaction of the change: when that is rolled back, the row goes with
it, and when it is committed, the row is there. Which statements change something is seen from
the statements themselves, so no service can forget it. So are the values: around each statement
that may change one, before and after are read and kept beside the row.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext

from django.db import connection, transaction
from django.http import HttpRequest

from audit.recording import record
from catalogue.models import Product
from sellers.helping import values
from sellers.helping.rules import LISTING, ORDER, SHOP, Rule
from sellers.models import HelperAct, HelperChange, HelperGrant, ListingDraft, Seller
from shop.order.models import SellerOrder

_CHANGE = re.compile(
    r'\s*(INSERT|UPDATE|DELETE)\b(?:\s+OR\s+IGNORE)?(?:\s+INTO|\s+FROM)?\s+"?(\w+)', re.IGNORECASE
)
#: Rows that are no change of the household's: sessions, and the trail itself.
_BESIDE = frozenset(
    {"django_session", "sellers_helperact", "sellers_helperchange", "audit_auditevent"}
)
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
        self.act: HelperAct | None = None

    def __call__(self, execute: Callable, sql, params, many, context):
        """Run the statement; with the first that changes something, write the row."""
        found = None if self.is_writing else _CHANGE.match(str(sql))
        if found is None or found[2].lower() in _BESIDE:
            return execute(sql, params, many, context)
        # Both in one transaction, also where the service opened none.
        with self.own_writing():
            before = self.values(found[2].lower())
        with transaction.atomic() if not connection.in_atomic_block else nullcontext():
            result = execute(sql, params, many, context)
            if found[1].upper() == "INSERT" or context["cursor"].rowcount:
                with self.own_writing():
                    self.note(before, found[2].lower())
        return result

    def is_noted(self) -> bool:
        """Say whether a row is safe, or waits in the open transaction.

        Django drops the hook together with a savepoint that is rolled back.
        """
        return self.is_safe or any(hook == self.seal for _, hook, _ in connection.run_on_commit)

    @contextmanager
    def own_writing(self) -> Iterator[None]:
        """Let the statements of the trail itself pass unseen."""
        self.is_writing = True
        try:
            yield
        finally:
            self.is_writing = False

    def note(self, before: dict[str, str] | None, table: str) -> None:
        """Write the row unless there is one, and the values that the statement changed."""
        if not self.is_noted():
            self.act = self.new_act()
            transaction.on_commit(self.seal)
        if before is not None:
            found = values.changed(before, self.values(table) or {})
            HelperChange.objects.bulk_create(
                HelperChange(act=self.act, label=label, before=old, after=new)
                for label, old, new in found
            )

    def new_act(self) -> HelperAct:
        """Write the row, and that of the audit trail."""
        words = self.words()
        record(
            f"help:{self.request.resolver_match.view_name}",
            on=self.grant,
            label=words,
            actor=self.grant.helper,
            role="helper",
            household=self.grant.seller,
        )
        return HelperAct.objects.create(
            grant=self.grant,
            helper=self.grant.helper,
            seller=self.grant.seller,
            helper_name=str(self.grant.helper),
            seller_name=self.grant.seller.partner.name,
            route=self.request.resolver_match.view_name,
            words=words,
        )

    def values(self, table: str) -> dict[str, str] | None:
        """Return the values that a change of this table may change; None when there are none."""
        about, seller = self.rule.thing, self.grant.seller
        if table not in values.TABLES.get(about, ()):
            return None
        if about == ORDER:
            own = SellerOrder.objects.of_partner(seller.partner)
            return values.of_order(own.filter(number=self.named.get("number", "")).first())
        if about == SHOP:
            return values.of_shop(Seller.objects.select_related("partner").get(pk=seller.pk))
        own = Product.objects.of_partner(seller.partner).select_related("product_set")
        named = {key: self.named[key] for key in ("pk", "client_id") if key in self.named}
        return values.of_listing(own.filter(**named).first() if named else None)

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
