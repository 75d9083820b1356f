"""An account that gets another phone: the old one is told, and nothing that was open stays open."""

from django.conf import settings
from django.db import transaction

from accounts import devices, programs
from accounts.models import User
from accounts.openid import linking
from audit.recording import record
from common.phones import InvalidPhone, format_phone, parse_phone
from jobs.messages import send_message

_OLD = (
    "Số điện thoại của tài khoản này trên sàn vừa được đổi sang số khác. Không phải bạn nhờ đổi thì"
    " gọi ngay {phone}."
)
_NEW = "Số này nay là số đăng nhập của bạn trên sàn. Cần hỏi thì gọi {phone}."


@transaction.atomic
def phone_changed(*, user: User, old: str, by: User) -> None:
    """Tell both phones and end every session; call it when the row bears the new one.

    A stand-in of an account that lost its number is no phone and is told nothing.
    """
    devices.end_all(user=user)
    programs.end_all(user=user)
    linking.unlink(user=user)
    event = record("account.phone", on=user, label=f"Tài khoản số {user.pk}", actor=by)
    help_phone = format_phone(settings.OPERATOR["phone"])
    for phone, words in ((old, _OLD), (user.phone, _NEW)):
        if _is_phone(phone):
            send_message(
                to_phone=phone, template="account-phone", text=words.format(phone=help_phone),
                dedupe_key=f"account-phone:{event.pk}:{phone}", urgent=True,
            )  # fmt: skip


def _is_phone(text: str) -> bool:
    try:
        return bool(parse_phone(text))
    except InvalidPhone:
        return False
