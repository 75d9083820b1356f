"""What accounts holds of a person: phone, name, codes, sessions, messages that wait."""

from functools import partial

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.models import GrantCode, OneTimeCode, ProgramAccess, User
from accounts.personal_data.holders import NOBODY, Holder, Person, register
from common.dates import format_datetime
from common.phones import format_phone
from jobs.models import Outbox


def _refuses(person: Person) -> str:
    user = person.user
    if user.is_staff or user.is_superuser or user.role_grants.active().exists():
        return "Tài khoản này đang giữ một vai trò trên sàn. Gọi sàn để thôi vai trò trước."
    return ""


def _learns(person: Person) -> None:
    person.learn(person.user.phone, person.user.full_name, person.user.email)


def _forgets(person: Person) -> dict[str, int]:
    user, now = person.user, timezone.now()
    about = ContentType.objects.get_for_model(User)
    waiting = Outbox.objects.filter(done_at=None, payload__to_phone=person.phone)
    counts = {
        "devices": user.devices.all().delete()[0],
        "codes": OneTimeCode.objects.filter(phone=person.phone).delete()[0],
        "identities": user.identities.all().delete()[0],
        "grants": GrantCode.objects.filter(user=user).delete()[0],
        "phone_changes": user.phone_changes.all().delete()[0],
        "programs": ProgramAccess.objects.filter(user=user).delete()[0],
        "messages": waiting.update(done_at=now, payload={}, last_error="erased"),
        "admin_log": LogEntry.objects.filter(content_type=about, object_id=str(user.pk)).update(
            object_repr=NOBODY
        ),
    }
    # Every session of the market is read for it: after the commit, when nobody waits for a lock.
    # From the commit on the account is closed, so none of them opens anything.
    transaction.on_commit(partial(_end_sessions, user.pk), robust=True)
    user.phone, user.full_name, user.email = person.stand_in(user.phone), NOBODY, ""
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["phone", "full_name", "email", "is_active", "password"])
    return counts


def _end_sessions(user_id: int) -> int:
    mine = [
        one.pk
        for one in Session.objects.filter(expire_date__gt=timezone.now()).iterator(500)
        if one.get_decoded().get("_auth_user_id") == str(user_id)
    ]
    return Session.objects.filter(pk__in=mine).delete()[0]


def _tables(person: Person) -> dict[str, list]:
    user = person.user
    return {
        "tai_khoan": [
            {
                "ho_ten": user.full_name,
                "dien_thoai": format_phone(user.phone),
                "thu_dien_tu": user.email,
                "tham_gia": format_datetime(user.date_joined),
            }
        ],
        "doi_so": [
            {
                "so_cu": format_phone(row.old_phone),
                "so_moi": format_phone(row.new_phone),
                "xin_luc": format_datetime(row.asked_at),
            }
            for row in user.phone_changes.all()
        ],
        "ung_dung": [
            {
                "ten": row.client,
                "dang_nhap_luc": format_datetime(row.begun_at),
                "dung_lan_cuoi": format_datetime(row.used_at),
                "con_dung": row.ended_at is None,
            }
            for row in user.program_accesses.all()
        ],
        "dinh_danh": [
            {
                "lien_ket_luc": format_datetime(row.linked_at),
                "dung_lan_cuoi": format_datetime(row.used_at),
            }
            for row in user.identities.all()
        ],
    }


register(Holder("accounts", refuses=_refuses, learns=_learns, forgets=_forgets, tables=_tables))
