"""What operators do with a programme: set it up, open and stop it, settle with sellers.

Amounts are whole đồng. Every act is on the trail.
"""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from common.errors import BusinessRuleError
from shop.payment import ledger, money
from shop.programme import codes, reporting
from shop.programme.models import Programme, VoucherCode

S = Programme.State
#: State → the states that an operator can bring it to.
_MOVES = {S.PAUSED: (S.OPEN, S.CLOSED), S.OPEN: (S.PAUSED, S.CLOSED), S.CLOSED: ()}


class CannotChange(BusinessRuleError):
    """The programme is closed, or somebody was quicker."""

    message = "Chương trình đã đóng hoặc vừa đổi. Bạn tải lại trang để xem."


class NoCode(BusinessRuleError):
    """Nobody could use it."""

    message = "Chương trình chưa có mã nào. Bạn đặt mã chung hoặc làm mã riêng trước khi mở."


class BudgetTooLow(BusinessRuleError):
    """Orders hold more than that already."""

    message = "Các đơn đã giữ nhiều hơn số này. Bạn nhập kinh phí cao hơn."


class SumChanged(BusinessRuleError):
    """Orders closed or came back since the page was shown: another sum was transferred."""

    message = (
        "Số cần chuyển vừa đổi, nên chưa ghi gì. Bạn xem số mới, so với số đã chuyển rồi ghi lại."
    )


class NothingOwed(BusinessRuleError):
    """Programme and seller are quits."""

    message = "Chương trình và người bán này không còn nợ nhau đơn nào đã xong."


@transaction.atomic
def create(*, actor, code: str = "", **facts) -> Programme:
    """Write a programme down; it takes no codes before it is opened. Raises as ``add_code``."""
    programme = Programme.objects.create(
        created_at=timezone.now(), created_by=actor, state=S.PAUSED, **facts
    )
    if code:
        add_code(programme=programme, typed=code, actor=actor)
    budget = (None, programme.budget_vnd)
    record("programme.created", on=programme, actor=actor, changes={"budget_vnd": budget})
    return programme


@transaction.atomic
def move(*, programme: Programme, to: str, actor) -> None:
    """Open, stop or close a programme. Raises ``CannotChange`` or ``NoCode``.

    Closing is for good; orders under way keep what they hold.
    """
    if to not in _MOVES[programme.state]:
        raise CannotChange
    if to == S.OPEN and not programme.codes.exists():
        raise NoCode
    closed_at = timezone.now() if to == S.CLOSED else None
    rows = Programme.objects.filter(pk=programme.pk, state=programme.state)
    if not rows.update(state=to, closed_at=closed_at):
        raise CannotChange
    record("programme.moved", on=programme, actor=actor, changes={"state": (programme.state, to)})
    programme.refresh_from_db()


@transaction.atomic
def set_budget(*, programme: Programme, budget_vnd: Decimal, actor) -> None:
    """Change the budget, never below what orders hold. Raises ``BudgetTooLow``."""
    rows = Programme.objects.filter(pk=programme.pk, held_vnd__lte=budget_vnd)
    if not rows.exclude(state=S.CLOSED).update(budget_vnd=budget_vnd):
        raise CannotChange if programme.state == S.CLOSED else BudgetTooLow
    changes = {"budget_vnd": (programme.budget_vnd, budget_vnd)}
    record("programme.budget", on=programme, actor=actor, changes=changes)
    programme.refresh_from_db()


@transaction.atomic
def add_code(*, programme: Programme, typed: str, actor) -> VoucherCode:
    """Add a code that everybody may know. Raises ``BadCode`` or ``CodeTaken``."""
    code = codes.add_common(programme=programme, typed=typed)
    _note_count("codes", programme, 1, actor)
    return code


@transaction.atomic
def make_codes(*, programme: Programme, count: int, actor) -> list[str]:
    """Make codes that work once each and return them; they are not shown again."""
    made = codes.make_personal(programme=programme, count=count)
    _note_count("personal_codes", programme, len(made), actor)
    return made


@transaction.atomic
def list_phones(*, programme: Programme, typed: str, actor) -> int:
    """Put phones on the list; return how many are new. Raises ``BadPhone``."""
    new = codes.list_phones(programme=programme, typed=typed)
    _note_count("phones", programme, new, actor)
    return new


@transaction.atomic
def settle(
    *, programme: Programme, partner_id: int, shown_key: str, reference: str, actor
) -> Decimal:
    """Note that programme and seller have paid each other for all closed orders.

    ``shown_key`` is the ``SellerSum.key`` of what the operator saw and transferred. Return what
    the seller got, in đồng; negative when it gave more back. Raises ``NothingOwed``, or
    ``SumChanged`` and books nothing.
    """
    parts = [money.lock(part) for part in reporting.to_settle(programme, partner_id)]
    owed = [(part, ledger.balance_of(part).programme_owes_vnd) for part in parts]
    owed = [(part, amount) for part, amount in owed if amount]
    if not owed:
        raise NothingOwed
    if reporting.key_of((part.number, amount) for part, amount in owed) != shown_key:
        raise SumChanged
    for part, _ in owed:
        money.receive_funding(seller_order=part, reference=reference)
    paid, orders = sum((amount for _, amount in owed), Decimal(0)), len(owed)
    changes = {"paid_vnd": (None, paid), "orders": (None, orders), "reference": (None, reference)}
    record("programme.settled", on=programme, actor=actor, changes=changes)
    return paid


def _note_count(what: str, programme: Programme, count: int, actor) -> None:
    """Put on the trail how many were added; never which."""
    record(f"programme.{what}", on=programme, actor=actor, changes={"count": (None, count)})
