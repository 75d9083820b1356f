"""The tax number of a seller: stored sealed, shown by its last digits, each look noted."""

from django.db import transaction

from accounts.models import User
from audit.recording import record
from common.errors import BusinessRuleError
from common.sealing import CannotUnseal, mark_of, seal, unseal
from common.tax_numbers import BadTaxNumber, parse_tax_number
from sellers.identity import proving
from sellers.identity.kinds import RULES
from sellers.identity_models import SealedLook, TaxNumber
from sellers.models import Seller


class TaxNumberRefused(BusinessRuleError):
    """The number cannot be a tax number of this kind of seller."""


class NothingToSee(BusinessRuleError):
    """There is no number, or no key opens it."""

    message = "Không mở được số này. Nhờ bà con ghi lại mã số thuế."


def set_tax_number(*, seller: Seller, typed: str, actor: User) -> TaxNumber:
    """Seal a number. A seller that was confirmed with another number must be confirmed anew.

    Raises ``TaxNumberRefused``.
    """
    kind = RULES[seller.partner.kind]
    try:
        digits = parse_tax_number(typed, personal=kind.takes_personal_number)
    except BadTaxNumber as problem:
        raise TaxNumberRefused(problem.message) from problem
    mark = mark_of(digits, kind="tax")
    with transaction.atomic():
        old = TaxNumber.objects.select_for_update().filter(seller=seller).first()
        if old and old.mark == mark:
            return old
        number, _ = TaxNumber.objects.update_or_create(
            seller=seller,
            defaults={
                "sealed": seal(digits, of=_owner(seller)),
                "last": digits[-3:],
                "mark": mark,
                "set_by": actor,
            },
        )
        if old:
            proving.start_over(seller=seller, why="Mã số thuế đã đổi.")
        proving.judge(seller)
    return number


@transaction.atomic
def look(*, seller: Seller, looker: User, label: str, reason: str) -> str:
    """Open the number for somebody who may see it; the look is noted first.

    Raises ``NothingToSee``.
    """
    number = TaxNumber.objects.filter(seller=seller).first()
    if number is None:
        raise NothingToSee
    try:
        digits = unseal(number.sealed, of=_owner(seller))
    except CannotUnseal as problem:
        raise NothingToSee from problem
    SealedLook.objects.create(
        seller=seller, looked_by=looker, looker_label=label[:160], reason=reason[:160]
    )
    changes = {"reason": ("", reason)}
    record("tax_number.looked", on=number, actor=looker, household=seller, changes=changes)
    return digits


def has_twin(seller: Seller) -> bool:
    """Tell whether another seller gave the same number. 1 query."""
    own = TaxNumber.objects.filter(seller=seller).values("mark")
    return TaxNumber.objects.filter(mark__in=own).exclude(seller=seller).exists()


def _owner(seller: Seller) -> str:
    return f"tax:{seller.pk}"
