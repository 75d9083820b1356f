"""Who acts for a seller, and the changes to it: invite, join, change, remove, hand over."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import moving
from accounts.models import User
from common.dates import local_today
from common.errors import BusinessRuleError
from common.locks import hold
from common.phones import format_phone
from jobs.messages import send_message
from sellers.event_log import name_of, note
from sellers.helping import grants
from sellers.identity import proving
from sellers.models import Membership, Seller
from sellers.team_models import TeamInvitation

Role = Membership.Role
GOOD_FOR = timedelta(days=7)
#: So long the goods stay while the officials look at who the new owner is.
PROVE_ANEW = timedelta(days=30)
MOST_OPEN = 10
#: Messages to one phone in a day, whoever asks.
MOST_A_DAY = 3


class TeamRefused(BusinessRuleError):
    """The team cannot be changed that way; the message says why."""


@transaction.atomic
def invite(*, seller: Seller, phone: str, role: str, actor: User) -> TeamInvitation:
    """Ask the holder of a phone to act for the seller; the same phone again changes the role.

    Raises ``TeamRefused``.
    """
    if role not in Role.values or role == Role.OWNER:
        raise TeamRefused("Chọn việc cho người này.")
    if Membership.objects.filter(seller=seller, user__phone=phone).exists():
        raise TeamRefused("Người này đang làm cùng rồi.")
    hold(f"invite:{phone}")
    now = timezone.now()
    again = {"role": role, "expires_at": now + GOOD_FOR, "invited_by": actor}
    if open_one := seller.invitations.filter(phone=phone, ended_at=None).first():
        for name, value in again.items():
            setattr(open_one, name, value)
        open_one.save(update_fields=list(again))
        _ask(open_one, actor)
        return open_one
    today = TeamInvitation.objects.filter(phone=phone, created_at__gt=now - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise TeamRefused("Hôm nay số này được mời nhiều lần rồi. Mai mời lại.")
    if seller.invitations.filter(ended_at=None, expires_at__gt=now).count() >= MOST_OPEN:
        raise TeamRefused("Đang có nhiều lời mời chưa trả lời. Rút bớt rồi mời tiếp.")
    invitation = TeamInvitation.objects.create(seller=seller, phone=phone, **again)
    words = f"Mời {format_phone(phone)} làm {Role(role).label.lower()}"
    note(seller=seller, kind="invited", words=words, actor=actor)
    _ask(invitation, actor)
    return invitation


def open_invitations(user: User):
    """Return what a person was asked and has not answered, newest first. 1 query."""
    return TeamInvitation.objects.filter(
        phone=user.phone, ended_at=None, expires_at__gt=timezone.now()
    ).select_related("seller__partner__commune", "invited_by")


@transaction.atomic
def accept(*, invitation: TeamInvitation, user: User) -> Membership:
    """Join the team. Raises ``TeamRefused`` when the person works for a seller already."""
    if Membership.objects.filter(user=user).exists():
        raise TeamRefused("Bà con đang làm ở một gian hàng khác. Một số điện thoại một gian hàng.")
    _end(invitation, user, is_accepted=True)
    try:
        with transaction.atomic():
            joined = Membership.objects.create(
                seller=invitation.seller, user=user, role=invitation.role
            )
    except IntegrityError as raced:
        raise TeamRefused("Lời mời này đã trả lời rồi.") from raced
    label = joined.get_role_display().lower()
    note(
        seller=invitation.seller, kind="joined", words=f"{name_of(user)} vào làm {label}",
        actor=user,
    )  # fmt: skip
    _tell(
        invitation.seller.partner.phone,
        f"{name_of(user)} đã đồng ý làm {label} ở gian hàng của bà con.",
        f"joined-{joined.pk}",
    )
    return joined


@transaction.atomic
def decline(*, invitation: TeamInvitation, user: User) -> None:
    """Say no; nothing else happens."""
    _end(invitation, user, is_accepted=False)


@transaction.atomic
def cancel(*, seller: Seller, pk: int, actor: User) -> None:
    """Take an invitation back; one that was answered meanwhile stays answered."""
    found = seller.invitations.filter(pk=pk, ended_at=None).first()
    if found and seller.invitations.filter(pk=pk, ended_at=None).update(ended_at=timezone.now()):
        words = f"Rút lời mời {format_phone(found.phone)}"
        note(seller=seller, kind="cancelled", words=words, actor=actor)


@transaction.atomic
def change_role(*, member: Membership, role: str, actor: User) -> None:
    """Give a member another role; the owner's is handed over, not changed."""
    if role not in Role.values or Role.OWNER in (role, member.role):
        raise TeamRefused("Chọn việc cho người này.")
    Membership.objects.filter(pk=member.pk).exclude(role=Role.OWNER).update(role=role)
    words = f"{name_of(member.user)} nay làm {Role(role).label.lower()}"
    note(seller=member.seller, kind="role", words=words, actor=actor)


@transaction.atomic
def remove(*, member: Membership, actor: User) -> None:
    """End a membership; the person is out at the next request. The owner cannot go."""
    if member.role == Role.OWNER:
        raise TeamRefused("Chủ gian hàng không bỏ ra được. Muốn đổi chủ thì giao lại gian hàng.")
    gone, _ = Membership.objects.filter(pk=member.pk).exclude(role=Role.OWNER).delete()
    if not gone:
        return
    name = name_of(member.user)
    words = f"{name} thôi không làm" if actor == member.user else f"Bỏ {name} ra"
    note(seller=member.seller, kind="left", words=words, actor=actor)
    if actor != member.user:
        shop = member.seller.partner.name
        _tell(member.user.phone, f"Bạn không còn làm ở gian hàng {shop}.", f"left-{member.pk}")


@transaction.atomic
def hand_over(*, seller: Seller, to: Membership, actor: User) -> None:
    """Make a member the owner; the old owner stays as manager. Messages go to both phones.

    The code that was sent to the owner's phone is checked before. The bank account stays; who
    the seller is must be proved anew. Raises ``TeamRefused``, ``PhoneMoving``.
    """
    moving.require_settled(actor)
    hold(f"owner:{seller.pk}")
    owner = seller.memberships.select_for_update().filter(user=actor, role=Role.OWNER).first()
    heir = seller.memberships.select_for_update().filter(pk=to.pk).first()
    if owner is None or heir is None or heir.role == Role.OWNER:
        raise TeamRefused("Người này không còn làm cùng. Chọn người khác.")
    Membership.objects.filter(pk=owner.pk).update(role=Role.MANAGER)
    try:
        with transaction.atomic():
            Membership.objects.filter(pk=heir.pk).update(role=Role.OWNER)
    except IntegrityError as raced:
        raise TeamRefused("Người này đang làm chủ gian hàng khác.") from raced
    # Who may help was agreed with the phone of the old owner.
    grants.end_all(seller=seller, by=actor)
    old_phone, heir_name = seller.partner.phone, name_of(heir.user)
    seller.partner.phone = heir.user.phone
    seller.partner.save(update_fields=["phone"])
    _ask_who_it_is(seller)
    event = note(
        seller=seller, kind="handed_over", words=f"Giao gian hàng cho {heir_name}", actor=actor
    )
    shop = seller.partner.name
    for phone in {old_phone, actor.phone, heir.user.phone} - {""}:
        _tell(phone, f"Gian hàng {shop} nay do {heir_name} làm chủ.", f"owner-{event.pk}-{phone}")


def _ask_who_it_is(seller: Seller) -> None:
    """Let a confirmed identity lapse with its owner; the goods stay for a while."""
    now = Seller.objects.select_for_update().get(pk=seller.pk)
    if now.identity == Seller.Identity.VERIFIED:
        until = max(local_today() + PROVE_ANEW, now.excused_until or local_today())
        Seller.objects.filter(pk=seller.pk).update(excused_until=until)
    proving.start_over(seller=seller, why="Gian hàng đã đổi chủ.")


def _ask(invitation: TeamInvitation, actor: User) -> None:
    """Send the question, at most once a day."""
    role, shop = Role(invitation.role).label.lower(), invitation.seller.partner.name
    _tell(
        invitation.phone,
        f"{name_of(actor)} mời bạn làm {role} ở gian hàng {shop}. "
        f"Đồng ý thì mở {settings.SITE_URL}/ban-hang/loi-moi/",
        f"invitation-{invitation.pk}-{local_today():%Y%m%d}",
    )


def _end(invitation: TeamInvitation, user: User, *, is_accepted: bool) -> None:
    """Answer once, by the phone that was asked, in time."""
    ended = open_invitations(user).filter(pk=invitation.pk)
    now = timezone.now()
    if not TeamInvitation.objects.filter(pk__in=ended.values("pk")).update(
        ended_at=now, is_accepted=is_accepted
    ):
        raise TeamRefused("Lời mời này không còn nữa. Nhờ họ mời lại.")


def _tell(phone: str, text: str, key: str) -> None:
    if phone:
        send_message(to_phone=phone, template="team", text=text, dedupe_key=f"team-{key}")
