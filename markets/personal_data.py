"""What markets hold of a person: nothing, unless they trade there or a board wrote their number."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.moving import when_moved
from accounts.personal_data.holders import Holder, Person, register
from accounts.recycled import when_detached
from common.dates import local_today
from markets import telling
from markets.models import FormerAccount, InPersonSale, Stall, Trader
from markets.queries import active

#: What stands for who traded at a stall and was forgotten.
GONE = "Người bán cũ"


@when_detached
def _stalls_without_a_phone(_user: User, old: str) -> None:
    """Open the stalls of a number to nobody: who holds it now is not the trader."""
    Trader.objects.filter(phone=old).update(phone="", phone_changed_at=timezone.now())
    Trader.objects.filter(former_phone=old).update(former_phone="")


@when_moved
def _stalls_with_another_phone(user: User, old: str) -> None:
    """Let the stalls of a person be theirs; the old number hears of changes for a while."""
    for trader in Trader.objects.filter(phone=old):
        # A phone in between does not push the first one out, as when a board writes it.
        before = telling.phones_of(trader) - {old}
        Trader.objects.filter(pk=trader.pk).update(
            phone=user.phone,
            former_phone=next(iter(before), old),
            phone_changed_at=timezone.now(),
        )


def _traders(person: Person):
    return Trader.objects.filter(phone=person.phone) if person.phone else Trader.objects.none()


def _refuses(person: Person) -> str:
    """Refuse who sells at a stall now; a number that only the board wrote is no reason."""
    stalls = active(Stall.objects.filter(trader__in=_traders(person)))
    if InPersonSale.objects.filter(stall__in=stalls, actor_id=person.user.pk).exists():
        return "Bạn đang bán ở một quầy ở chợ. Bạn nhờ ban quản lý chợ ghi nghỉ trước."
    return ""


def _forgets(person: Person) -> dict[str, int]:
    """Forget who left; the stall of somebody who trades on keeps all but the number."""
    if not person.phone:
        return {}
    is_open = Q(active_to=None) | Q(active_to__gte=local_today())
    trading = Stall.objects.filter(is_open).values("trader")
    left = list(_traders(person).exclude(pk__in=trading).values_list("pk", flat=True))
    FormerAccount.objects.filter(trader__in=left).delete()
    Trader.objects.filter(pk__in=left).update(
        name=GONE, bank_bin="", bank_account="", bank_holder="", former_phone=""
    )
    return {
        "traders": _traders(person).update(phone="", phone_changed_at=timezone.now()),
        "former_phones": Trader.objects.filter(former_phone=person.phone).update(former_phone=""),
    }


def _tables(person: Person) -> dict[str, list]:
    rows = _traders(person).select_related("market").prefetch_related("former_accounts")
    return {
        "quay_o_cho": [
            {"cho": one.market.name, "ten": one.name, "so_tai_khoan": one.bank_account,
             "so_tai_khoan_cu": [old.number for old in one.former_accounts.all()]}
            for one in rows
        ]
    }  # fmt: skip


register(Holder(name="markets", refuses=_refuses, forgets=_forgets, tables=_tables))
