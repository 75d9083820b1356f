"""Questions of the pages about who sellers are."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import RoleGrant
from accounts.roles import Role, has_role, official_scope, roles_of
from common.tax_numbers import masked
from sellers.identity import proving
from sellers.identity.kinds import RULES
from sellers.identity_models import IdentityCheck, TaxNumber
from sellers.models import Seller
from sellers.readiness import PARTS

_I = Seller.Identity


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a seller stands, for its own page."""

    words: str
    kind: str
    can_ask: bool
    can_withdraw: bool
    #: What must be given first: its words for a button and its page.
    first_url: str
    first_button: str
    tax_number: str
    takes_tax_number: bool
    changed_at: datetime | None


def standing_of(seller: Seller) -> Standing:
    """Return where a seller stands, in one sentence. 3 queries at most."""
    last = proving.last_check(seller)
    number = TaxNumber.objects.filter(seller=seller).first()
    first = proving.missing_for_check(seller)
    words, kind = _words(seller, last)
    is_open = seller.identity == _I.UNVERIFIED
    return Standing(
        words=words,
        kind=kind,
        can_ask=is_open and not first,
        can_withdraw=seller.identity == _I.PENDING,
        first_url=PARTS[first].url() if first and is_open else "",
        first_button=PARTS[first].button if first else "",
        tax_number=masked(number.last) if number else "",
        takes_tax_number=RULES[seller.partner.kind].needs_tax_number or number is not None,
        changed_at=last.decided_at or last.asked_at if last else None,
    )


def sellers_of(user):
    """Return the sellers whose identity this person may check. 1 or 2 queries."""
    sellers = Seller.objects.select_related("partner__commune__province")
    if has_role(user, Role.OPERATOR):
        return sellers
    scope = official_scope(user)
    if scope is None:
        return sellers.none()
    return sellers.filter(
        Q(partner__commune__code__in=scope.commune_codes)
        | Q(partner__commune__province__code__in=scope.province_codes)
    )


def waiting_count(user) -> int:
    """Return how many sellers wait for a look at who they are or at a new name."""
    return sellers_of(user).filter(Q(identity=_I.PENDING) | ~Q(asked_name="")).count()


def asked_names(user):
    """Return the sellers whose new name waits, by the old one."""
    return sellers_of(user).exclude(asked_name="").order_by("partner__name", "pk")


def open_checks(user):
    """Return the questions that wait, the oldest first."""
    waiting = IdentityCheck.objects.filter(
        state=IdentityCheck.State.OPEN, seller__in=sellers_of(user)
    )
    return waiting.select_related("seller__partner__commune").order_by("asked_at", "id")


def not_asked(user, search: str = ""):
    """Return sellers that nobody confirmed and that have not asked, by name."""
    found = sellers_of(user).filter(identity=_I.UNVERIFIED)
    if search:
        found = found.filter(Q(partner__name__icontains=search) | Q(hamlet__icontains=search))
    return found.order_by("partner__name", "pk")


def label_of(user) -> str:
    """Return the name and the role of an official, as they are now. 1 query."""
    roles = roles_of(user)
    order = (Role.OPERATOR, Role.PROVINCE_OFFICIAL, Role.COMMUNE_OFFICIAL)
    role = next((role for role in order if role in roles), Role.OPERATOR)
    return f"{user.full_name or f'Tài khoản số {user.pk}'}, {RoleGrant.Role(role).label.lower()}"


def _words(seller: Seller, last: IdentityCheck | None) -> tuple[str, str]:
    if seller.identity == _I.VERIFIED:
        by = f" bởi {last.decider_label}" if last and last.decider_label else ""
        return f"Gian hàng đã xác thực{by}.", "ok"
    if seller.identity == _I.PENDING:
        return "Cán bộ xã đang kiểm tra. Có thể họ gọi hoặc đến nhà.", "wait"
    if last and last.note and last.state in {"refused", "revoked"}:
        return f"Chưa xác thực: {last.note}", "bad"
    return "Gian hàng chưa xác thực. Người mua chỉ thấy hàng khi đã xác thực.", "wait"
