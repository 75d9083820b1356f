"""Claim the account of a household: look at it with the code of its slip, then take it over.

Between the two the person proves a phone with a one-time code (``accounts.codes``).
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import signin
from accounts.models import User
from common.dates import format_date, local_today
from common.errors import BusinessRuleError
from common.phones import format_phone
from places.models import Commune
from sellers.households import limits
from sellers.households.codes import hash_code, read_code
from sellers.households.rows import hash_phone
from sellers.models import ClaimCode, HouseholdRecord, Membership, Seller
from sellers.registration import AlreadySeller, register_seller
from shop.partner.models import Partner


class WrongSlip(BusinessRuleError):
    """No slip has this code."""

    message = "Không có phiếu nào mang mã này. Xem lại từng chữ trên phiếu."


class SpentSlip(BusinessRuleError):
    """The slip was good once: expired, or replaced by a newer one."""


class AlreadyClaimed(BusinessRuleError):
    """Somebody has taken over the account of this household."""


class HasOwnShop(BusinessRuleError):
    """The phone already owns a shop, and nobody owns two."""


@dataclass(frozen=True, slots=True)
class Found:
    """A household as somebody with its slip may see it: enough to know one's own."""

    code_hash: str
    commune: str
    hamlet: str
    half_name: str


def look_up(*, typed: str, browser_key: str, ip: str) -> Found:
    """Return the household of a typed code. Never call it inside a transaction.

    A wrong code costs the same queries as the code of a spent slip. Raises ``MistypedCode``,
    ``TooManyTries``, ``WrongSlip``, ``SpentSlip``, ``AlreadyClaimed``.
    """
    code_hash = hash_code(read_code(typed))
    tried = limits.open_try(limits.typist(browser_key=browser_key, ip=ip))
    slip = _slip(code_hash)
    limits.settle(tried, is_right=slip is not None)
    if slip is None:
        raise WrongSlip
    return _found(slip)


def found_by_hash(code_hash: str) -> Found:
    """Return the household again on a later page, from what the session kept. 2 queries.

    Raises ``WrongSlip``, ``SpentSlip``, ``AlreadyClaimed``.
    """
    slip = _slip(code_hash)
    if slip is None:
        raise WrongSlip
    return _found(slip)


def is_listed_phone(*, code_hash: str, phone: str) -> bool | None:
    """Tell whether a phone is the one of the list; None when the list has none. 1 query."""
    listed = ClaimCode.objects.filter(code_hash=code_hash).values_list(
        "household__phone_hash", flat=True
    )
    known = listed.first()
    return (known == hash_phone(phone)) if known else None


@transaction.atomic
def claim(*, code_hash: str, phone: str) -> Seller:
    """Give the account to the owner of a proved phone: person, shop, household, slip at once.

    The code of the slip is used up with it. Raises ``WrongSlip``, ``SpentSlip``,
    ``AlreadyClaimed``, ``HasOwnShop``, ``signin.AccountClosed``.
    """
    slip = _slip(code_hash, lock=True)
    if slip is None:
        raise WrongSlip
    _require_good(slip)
    household = slip.household
    user = signin.register(phone=phone, full_name=household.head_name)
    seller = _open_shop(user, household)
    now = timezone.now()
    unclaimed = HouseholdRecord.objects.filter(pk=household.pk, claimed_at=None)
    if not unclaimed.update(claimed_at=now, last_active_on=local_today(), seller=seller):
        raise _claimed()
    same = household.phone_hash == hash_phone(phone) if household.phone_hash else None
    unused = ClaimCode.objects.filter(pk=slip.pk, used_at=None)
    if not unused.update(used_at=now, is_listed_phone=same):
        raise _claimed()
    return seller


def require_no_shop(user: User) -> None:
    """Refuse a person who owns a shop. 1 query. Raises ``HasOwnShop``."""
    if Membership.objects.filter(user=user, role=Membership.Role.OWNER).exists():
        raise _own_shop()


def half_hidden(name: str) -> str:
    """Return a name so that its owner knows it and nobody else: ``Nguyễn V*** A.``."""
    words = name.split()
    if len(words) < 2:
        return f"{name[:1]}***"
    hidden = [f"{word[0]}***" for word in words[1:-1]]
    return " ".join([words[0], *hidden, f"{words[-1][0]}."])


def _found(slip: ClaimCode) -> Found:
    """Return what a good slip shows. 1 query."""
    _require_good(slip)
    household = slip.household
    commune = Commune.objects.filter(code=household.commune_code).first()
    return Found(
        code_hash=slip.code_hash,
        commune=commune.title if commune else "",
        hamlet=household.hamlet,
        half_name=half_hidden(household.head_name),
    )


def _open_shop(user: User, household: HouseholdRecord) -> Seller:
    commune = Commune.objects.filter(code=household.commune_code).first()
    if commune is None:
        raise SpentSlip(f"Xã của phiếu này đã đổi mã. {_call()}")
    try:
        return register_seller(
            user=user,
            name=f"Hộ {household.head_name}",
            kind=Partner.Kind.HOUSEHOLD,
            commune=commune,
            hamlet=household.hamlet,
            is_demo=household.is_demo,
        )
    except AlreadySeller as problem:
        raise _own_shop() from problem


def _slip(code_hash: str, *, lock: bool = False) -> ClaimCode | None:
    slips = ClaimCode.objects.select_related("household").filter(code_hash=code_hash)
    if lock:
        slips = slips.select_for_update(of=("self", "household"))
    return slips.first()


def _require_good(slip: ClaimCode) -> None:
    if slip.used_at or slip.household.claimed_at:
        raise _claimed()
    if slip.replaced_at:
        raise SpentSlip("Phiếu này đã thay bằng phiếu mới. Dùng phiếu in sau cùng.")
    if slip.expires_at <= timezone.now():
        day = format_date(slip.expires_at)
        raise SpentSlip(f"Phiếu này hết hạn ngày {day}. Xin phiếu mới ở xã.")


def _claimed() -> AlreadyClaimed:
    return AlreadyClaimed(f"Đã có người nhận tài khoản này. {_call()}")


def _own_shop() -> HasOwnShop:
    return HasOwnShop(f"Số điện thoại này đã có gian hàng. {_call()}")


def _call() -> str:
    return f"Gọi {format_phone(settings.OPERATOR['phone'])} để được giúp."
