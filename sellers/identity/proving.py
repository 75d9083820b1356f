"""The states of a seller's identity and who moves them: asked, confirmed, refused, started over."""

import hashlib
import json
import re

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from common.errors import BusinessRuleError
from common.locks import hold
from common.sealing import mark_of
from common.text import fold
from jobs.messages import send_message
from sellers import opening
from sellers.identity import manual
from sellers.identity.kinds import RULES, SIGHTS
from sellers.identity.providers import Claims
from sellers.identity_models import IdentityCheck, TaxNumber
from sellers.models import Seller
from sellers.readiness import PARTS, missing_parts
from sellers.strangers import require_stranger

State = IdentityCheck.State
#: Nine digits in a row are somebody's card, account or phone, which a note must not keep.
_LONG_NUMBER = re.compile(r"(?:\d[\s.\-]?){9,}")


class NotYet(BusinessRuleError):
    """Something that the check needs is not there."""


class NotSeen(BusinessRuleError):
    """The official has not seen everything that this kind of seller needs."""


class FactsChanged(BusinessRuleError):
    """The seller changed a fact while the official compared it with the papers."""

    message = "Người bán vừa sửa thông tin. Đối chiếu lại với giấy rồi hãy xác nhận."


class NoNumbers(BusinessRuleError):
    """Notes keep no numbers of papers."""

    message = "Không ghi số giấy tờ hay số điện thoại vào đây. Viết bằng lời."


class NameDiffers(BusinessRuleError):
    """The e-identity belongs to somebody else than who stands for the seller."""


class UsedElsewhere(BusinessRuleError):
    """The e-identity stands for another seller."""

    message = "Tài khoản định danh này đã xác thực cho gian hàng khác. Bà con gọi hỗ trợ."


@transaction.atomic
def ask(*, seller: Seller, actor: User) -> IdentityCheck:
    """Ask the officials of the commune to look; asked twice is asked once. Raises ``NotYet``."""
    seller = _locked(seller)
    if seller.identity == Seller.Identity.VERIFIED:
        raise NotYet("Gian hàng đã xác thực rồi.")
    _require_complete(seller)
    try:
        with transaction.atomic():
            check = IdentityCheck.objects.create(
                seller=seller, provider=manual.CODE, asked_by=actor
            )
    except IntegrityError:
        return seller.identity_checks.get(state=State.OPEN)
    _become(seller, Seller.Identity.PENDING)
    return check


@transaction.atomic
def withdraw(*, seller: Seller) -> None:
    """Take the question back."""
    seller = _locked(seller)
    if _close_open(seller, State.WITHDRAWN):
        _become(seller, Seller.Identity.UNVERIFIED)


def fingerprint(seller: Seller) -> str:
    """Return a short digest of what an official compares, to notice a change meanwhile. 1 query."""
    number = TaxNumber.objects.filter(seller=seller).values_list("mark", flat=True).first()
    partner = seller.partner
    told = [partner.name, partner.kind, partner.commune_id, seller.hamlet, seller.representative]
    return hashlib.sha256(json.dumps([*told, number]).encode()).hexdigest()[:16]


@transaction.atomic
def confirm(
    *, seller: Seller, official: User, label: str, seen: list[str], note: str = "", facts: str = ""
) -> IdentityCheck:
    """Confirm who a seller is, by what an official saw; ``facts`` is their ``fingerprint``.

    Raises ``FactsChanged``, ``NotSeen`` and others.
    """
    seller = _locked(seller)
    if facts and facts != fingerprint(seller):
        raise FactsChanged
    require_stranger(user=official, partner_id=seller.partner_id)
    _require_complete(seller)
    needed = RULES[seller.partner.kind].sights
    if unseen := [SIGHTS[code] for code in needed if code not in seen]:
        raise NotSeen(f"Chưa xác nhận được, còn thiếu: {unseen[0]}.")
    check = _decide(seller, State.CONFIRMED, official, label, note, seen=list(needed))
    _become(seller, Seller.Identity.VERIFIED)
    _tell(check, "Gian hàng đã xác thực xong. Hàng đã duyệt hiện ra cho người mua.")
    return check


@transaction.atomic
def refuse(*, seller: Seller, official: User, label: str, note: str) -> IdentityCheck:
    """Say what is missing; the seller mends it and asks again."""
    seller = _locked(seller)
    require_stranger(user=official, partner_id=seller.partner_id)
    check = _decide(seller, State.REFUSED, official, label, note)
    _become(seller, Seller.Identity.UNVERIFIED)
    _tell(check, f"Gian hàng chưa xác thực được: {check.note.rstrip('.')}. Mở {_page()}")
    return check


@transaction.atomic
def revoke(*, seller: Seller, official: User, label: str, note: str) -> IdentityCheck:
    """Take a confirmation back, with the reason; the goods are hidden until it is there again."""
    seller = _locked(seller)
    require_stranger(user=official, partner_id=seller.partner_id)
    if seller.identity != Seller.Identity.VERIFIED:
        raise NotYet("Gian hàng này chưa xác thực.")
    check = _decide(seller, State.REVOKED, official, label, note)
    # Time to give something is not time to sell what an official has doubts about.
    Seller.objects.filter(pk=seller.pk).update(excused_until=None)
    _become(seller, Seller.Identity.UNVERIFIED)
    _tell(check, f"Xác thực của gian hàng bị bỏ: {check.note.rstrip('.')}. Mở {_page()}")
    return check


@transaction.atomic
def link(*, seller: Seller, actor: User, provider: str, claims: Claims) -> IdentityCheck:
    """Confirm a seller by an e-identity. Raises ``NameDiffers``, ``UsedElsewhere``, ``NotYet``."""
    seller = _locked(seller)
    _require_complete(seller)
    if fold(claims.full_name) != fold(seller.representative):
        raise NameDiffers(
            f"Tài khoản định danh tên {claims.full_name}, gian hàng ghi người đại diện là "
            f"{seller.representative}. Sửa cho đúng rồi làm lại."
        )
    mark = mark_of(f"{provider}:{claims.subject}", kind="subject")
    # Two sellers at once with one e-identity: the second sees what the first became.
    hold(f"subject:{mark}")
    same = IdentityCheck.objects.filter(subject_mark=mark, state=State.CONFIRMED)
    if same.exclude(seller=seller).filter(seller__identity=Seller.Identity.VERIFIED).exists():
        raise UsedElsewhere
    _close_open(seller, State.WITHDRAWN)
    check = IdentityCheck.objects.create(
        seller=seller,
        provider=provider,
        state=State.CONFIRMED,
        asked_by=actor,
        decided_at=timezone.now(),
        decider_label=settings.IDENTITY_OIDC["label"][:160],
        subject_mark=mark,
        level=claims.level,
    )
    _become(seller, Seller.Identity.VERIFIED)
    return check


@transaction.atomic
def start_over(*, seller: Seller, why: str) -> None:
    """Ask for a new check after a fact that was checked has changed."""
    now = _locked(seller)
    _close_open(now, State.WITHDRAWN)
    if now.identity == Seller.Identity.VERIFIED:
        IdentityCheck.objects.create(
            seller=now, provider=manual.CODE, state=State.REVOKED, decided_at=timezone.now(),
            note=why,
        )  # fmt: skip
    _become(now, Seller.Identity.UNVERIFIED)
    seller.identity = now.identity


def judge(seller: Seller) -> None:
    """Show or hide the goods by the facts of now."""
    opening.refresh(seller)


def last_check(seller: Seller) -> IdentityCheck | None:
    """Return the newest look at a seller. 1 query."""
    return seller.identity_checks.order_by("-id").first()


def missing_for_check(seller: Seller) -> str:
    """Return the first part that must be there before anybody looks, by its name; or ``""``."""
    return next((name for name in missing_parts(seller) if PARTS[name].before_check), "")


def _locked(seller: Seller) -> Seller:
    return (
        Seller.objects.select_for_update(of=("self",))
        .select_related("partner__commune")
        .get(pk=seller.pk)
    )


def _become(seller: Seller, identity: str) -> None:
    seller.identity = identity
    seller.save(update_fields=["identity"])
    opening.refresh(seller)


def _require_complete(seller: Seller) -> None:
    if name := missing_for_check(seller):
        raise NotYet(f"Trước hết bà con ghi {PARTS[name].words}.")


def _decide(seller: Seller, state: str, official, label, note, *, seen=()) -> IdentityCheck:
    """Write the decision on the open question, or on a new one when nobody had asked."""
    if _LONG_NUMBER.search(note):
        raise NoNumbers
    check = seller.identity_checks.filter(state=State.OPEN).first()
    check = check or IdentityCheck(seller=seller, provider=manual.CODE)
    check.state, check.seen, check.note = state, list(seen), note[:300]
    check.decided_by, check.decider_label = official, label[:160]
    check.decided_at = timezone.now()
    check.save()
    changes = {"identity": (seller.identity, state), "seen": ("", list(seen)), "note": ("", note)}
    record(f"identity.{state}", on=check, actor=official, household=seller, changes=changes)
    return check


def _close_open(seller: Seller, state: str) -> int:
    return seller.identity_checks.filter(state=State.OPEN).update(
        state=state, decided_at=timezone.now()
    )


def _tell(check: IdentityCheck, text: str) -> None:
    if phone := check.seller.partner.phone:
        send_message(
            to_phone=phone, template="identity", text=text,
            dedupe_key=f"identity-{check.pk}-{check.state}",
        )  # fmt: skip


def _page() -> str:
    return f"{settings.SITE_URL}/ban-hang/xac-thuc/"
