"""An account gets another phone: the old one is told and may stop it, three days long.

Whoever holds a stolen phone, or talks an operator round, must not get an account at once. There
is no other way to another phone: pages and operators alike only begin a change.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import devices, programs
from accounts.models import PhoneChange, User
from accounts.openid import linking
from audit.recording import record
from common import signed_numbers
from common.dates import format_datetime
from common.errors import BusinessRuleError
from common.locks import hold
from common.phones import InvalidPhone, format_phone, parse_phone
from jobs.messages import send_message

log = logging.getLogger(__name__)
HOLD = timedelta(hours=72)
#: For so long after a change the number before still hears of what touches money.
FORMER_HEARS = timedelta(days=30)
_SALT = "accounts.moving"
_ASKED = (
    "Có người xin đổi số đăng nhập của bạn trên sàn sang số …{new}, đổi từ {due}. Không phải bạn"
    " thì bấm vào đây để dừng: {link} hoặc gọi {help}."
)
_OLD = (
    "Số điện thoại của tài khoản này trên sàn vừa được đổi sang số khác. Không phải bạn nhờ đổi thì"
    " gọi ngay {help}."
)
_COMING = (
    "Có người nhờ sàn lấy số này làm số đăng nhập của họ, từ {due}. Không phải bạn nhờ thì gọi"
    " {help} để dừng."
)
_NEW = "Số này nay là số đăng nhập của bạn trên sàn. Cần hỏi thì gọi {help}."
_STOPPED = "Đã dừng việc đổi số trên sàn. Bạn vẫn đăng nhập bằng số này. Cần hỏi thì gọi {help}."
_TAKEN = (
    "Chưa đổi được số đăng nhập trên sàn: số mới đã có tài khoản khác. Bạn vẫn đăng nhập bằng số"
    " này. Cần hỏi thì gọi {help}."
)
_BLOCKED = (
    "Chưa đổi được số đăng nhập trên sàn: tài khoản đang bị khoá. Muốn mở lại thì gọi {help}."
)

#: Called inside the transaction with the account, which bears the new number, and the old one.
Follower = Callable[[User, str], object]
_followers: list[Follower] = []


class NumberTaken(BusinessRuleError):
    """Another account has the number, or is about to get it."""

    message = "Số này đã có tài khoản khác. Dùng số khác, hoặc gọi hỗ trợ."


class SameNumber(BusinessRuleError):
    """The account has this number already."""

    message = "Đây đúng là số bạn đang dùng."


class NumberComing(BusinessRuleError):
    """An account is about to get the number: none is made with it."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__(
            f"Số này sắp là số mới của một tài khoản, từ {format_datetime(due_at)}. Ghi số cũ của"
            " người ấy, hoặc làm lại sau lúc đó."
        )


class PhoneMoving(BusinessRuleError):
    """Nothing that touches money while it is open whose phone it is."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__(
            f"Tài khoản đang chờ đổi số điện thoại đến {format_datetime(due_at)}. Việc này làm sau"
            " lúc đó, hoặc bạn dừng việc đổi số trước."
        )


def when_moved(follower: Follower) -> Follower:
    """Register a function that takes the new number into what an app keeps of an account."""
    _followers.append(follower)
    return follower


def waiting_change(user: User) -> PhoneChange | None:
    """Return the change that waits, if any. 1 query."""
    return user.phone_changes.waiting().first()


def require_settled(user: User) -> None:
    """Refuse while a change waits. Raises ``PhoneMoving``."""
    if change := waiting_change(user):
        raise PhoneMoving(change.due_at)


def former_phones(*users: User) -> set[str]:
    """Return the numbers that accounts had lately: they still hear of what weighs. 1 query."""
    lately = PhoneChange.objects.filter(done_at__gt=timezone.now() - FORMER_HEARS)
    numbers = lately.filter(user__in=users).values_list("old_phone", flat=True)
    return {number for number in numbers if _is_phone(number)}


@transaction.atomic
def ask(*, user: User, new_phone: str, by: User) -> PhoneChange:
    """Begin a change and tell the old phone; the same wish again changes nothing.

    The caller has checked codes of both phones, or is an operator after a call.
    Raises ``NumberTaken``, ``SameNumber``, ``InvalidPhone``.
    """
    new_phone = parse_phone(new_phone)
    hold(f"phone:{new_phone}")
    user = User.objects.select_for_update().get(pk=user.pk)
    if new_phone == user.phone:
        raise SameNumber
    wanted_by_others = PhoneChange.objects.waiting().filter(new_phone=new_phone).exclude(user=user)
    if User.objects.filter(phone=new_phone).exists() or wanted_by_others.exists():
        raise NumberTaken
    now, open_one = timezone.now(), waiting_change(user)
    if open_one and open_one.new_phone == new_phone:
        return open_one
    if open_one and _end(open_one, stopped_at=now):
        _record("account.phone-replaced", user, by)
    change = PhoneChange.objects.create(
        user=user, old_phone=user.phone, new_phone=new_phone, asked_by=by, asked_at=now,
        due_at=now + HOLD,
    )  # fmt: skip
    _record("account.phone-asked", user, by, change)
    facts = {"due": format_datetime(change.due_at), "link": link_of(change)}
    # Who took the number lately cannot keep the one before from hearing of the next step.
    for phone in sorted({user.phone, *former_phones(user)} - {new_phone}):
        _tell(change, phone, _ASKED, "asked", new=new_phone[-3:], **facts)
    if by.pk != user.pk:
        # Nobody typed a code of the new number: a slip of the pen reaches a stranger.
        _tell(change, new_phone, _COMING, "coming", due=facts["due"])
    return change


@transaction.atomic
def stop(*, change: PhoneChange, by: User | None = None, is_stranger: bool = False) -> bool:
    """Stop a change that waits; False when it is too late.

    ``is_stranger`` says that the old phone did not ask for it: whoever did is signed out.
    """
    # The account first, as in ``_carry_out``: otherwise the two may wait for each other.
    user = User.objects.select_for_update().get(pk=change.user_id)
    if not _end(change, stopped_at=timezone.now()):
        return False
    if is_stranger:
        devices.end_all(user=user)
        programs.end_all(user=user)
        linking.unlink(user=user)
    _record("account.phone-stopped", user, by)
    _tell(change, user.phone, _STOPPED, "stopped")
    return True


def drop(*, user: User) -> None:
    """End a change of an account that just lost its number; the caller holds its row."""
    change = waiting_change(user)
    if change and _end(change, stopped_at=timezone.now()):
        _record("account.phone-failed", user, None)


def carry_out_due(*, new_phone: str = "") -> int:
    """Do the changes whose hold is over, all or that to one number; return how many were done."""
    due = PhoneChange.objects.waiting().filter(due_at__lte=timezone.now())
    if new_phone:
        due = due.filter(new_phone=new_phone)
    done = 0
    for change in list(due.select_related("user")):
        try:
            done += _carry_out(change)
        except Exception:  # the others must not wait for it; it is tried again
            log.exception("accounts: change of phone %s failed", change.pk)
    return done


def number_waits(phone: str) -> PhoneChange | None:
    """Return the change that waits to give an account this number. 1 query."""
    return PhoneChange.objects.waiting().filter(new_phone=phone).first()


def link_of(change: PhoneChange) -> str:
    """Return the address in the message by which the old phone stops a change."""
    token = signed_numbers.token(change.pk, change.user_id, salt=_SALT)
    return f"{settings.SITE_URL}/tai-khoan/dung-doi-so/{token}/"


def change_of(token: str) -> PhoneChange | None:
    """Return the change of a genuine token, over or not, or None. 1 query at most."""
    number = signed_numbers.number_in(token)
    if number is None:
        return None
    change = PhoneChange.objects.select_related("user").filter(pk=number).first()
    if change and signed_numbers.is_genuine(token, change.pk, change.user_id, salt=_SALT):
        return change
    return None


@transaction.atomic
def _carry_out(change: PhoneChange) -> bool:
    hold(f"phone:{change.new_phone}")
    user = User.objects.select_for_update().get(pk=change.user_id)
    is_taken = User.objects.filter(phone=change.new_phone).exists()
    if is_taken or not user.is_active:
        if _end(change, stopped_at=timezone.now()):
            _record("account.phone-failed", user, None)
            _tell(change, user.phone, _TAKEN if user.is_active else _BLOCKED, "failed")
        return False
    if not _end(change, done_at=timezone.now()):
        return False
    old, user.phone = user.phone, change.new_phone
    user.save(update_fields=["phone"])
    devices.end_all(user=user)
    programs.end_all(user=user)
    linking.unlink(user=user)
    for follower in _followers:
        follower(user, old)
    _record("account.phone", user, change.asked_by, change)
    for phone in sorted({old, *former_phones(user)} - {user.phone}):
        _tell(change, phone, _OLD, "old")
    _tell(change, user.phone, _NEW, "new")
    return True


def _end(change: PhoneChange, **moment: datetime) -> bool:
    """Close a change once; who comes second finds it closed."""
    return bool(PhoneChange.objects.waiting().filter(pk=change.pk).update(**moment))


def _record(action: str, user: User, by: User | None, change: PhoneChange | None = None) -> None:
    """Name who acts in office; a shopper's own act names nobody, who may be forgotten later.

    Of both numbers only the ends: the trail outlives an erasure.
    """
    is_own = by is None or by.pk == user.pk
    numbers = (change.old_phone, change.new_phone) if change else ()
    ends = {"ends_with": tuple(f"…{number[-3:]}" for number in numbers)} if numbers else None
    record(
        action, on=user, label=f"Tài khoản số {user.pk}", actor=None if is_own else by, changes=ends
    )


def _is_phone(text: str) -> bool:
    """Tell a number from the stand-in of an account that lost its own."""
    try:
        return bool(parse_phone(text))
    except InvalidPhone:
        return False


def _tell(change: PhoneChange, phone: str, words: str, what: str, **facts: str) -> None:
    """Tell a phone once; a stand-in is none."""
    if not _is_phone(phone):
        return
    help_phone = format_phone(settings.OPERATOR["phone"])
    # The key outlives the message, and an erasure: it names no phone.
    whom = salted_hmac("account-phone", phone).hexdigest()[:16]
    send_message(
        to_phone=phone, template="account-phone", text=words.format(help=help_phone, **facts),
        dedupe_key=f"account-phone-{what}:{change.pk}:{whom}", urgent=True,
    )  # fmt: skip
