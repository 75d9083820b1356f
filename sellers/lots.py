"""Everything that happens to a lot: made, changed while unused, printed, ended, checked."""

import datetime as dt
from dataclasses import dataclass, fields
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role, roles_of
from audit.recording import record
from catalogue.models import Product
from catalogue.tours import require_goods
from common.codes import new_code
from common.dates import format_date, local_today
from common.errors import BusinessRuleError
from common.numbers import NBSP, format_number
from common.units import unit_label
from sellers.event_log import note
from sellers.lot_models import CODE_LENGTH, Lot, LotCheck, LotTopic

_S = Lot.State


class LotRefused(BusinessRuleError):
    """The facts contradict each other or the calendar."""


class LotFixed(BusinessRuleError):
    """Stickers are out there, or the lot has ended."""

    message = (
        "Lô này đã in tem hoặc đã đóng, không sửa được nữa. Có sai thì thu hồi rồi tạo lô mới."
    )


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What a seller says of a lot; ``quantity`` in sale units of the product."""

    quantity: int
    harvested_on: dt.date | None = None
    made_on: dt.date | None = None
    best_before: dt.date | None = None
    place: str = ""
    process: str = ""
    care: str = ""
    test: str = ""


def open_lot(
    *, product: Product, by: User | None, facts: LotFacts, client_id: UUID | None = None
) -> Lot:
    """Make a lot with a code of its own. A ``client_id`` seen before returns the lot it made.

    Raises ``LotRefused``, or ``SoldByDate`` for a tour.
    """
    require_goods(product)
    _check(facts)
    made = {"product": product, "made_by": by, "is_demo": product.is_demo, **_columns(facts)}
    for _try in range(3):
        before = Lot.objects.filter(client_id=client_id).first() if client_id else None
        if before:
            if before.product.partner_id == product.partner_id:
                return before
            client_id = None  # another seller's: this lot is none of its business
        try:
            with transaction.atomic():
                return Lot.objects.create(code=new_code(CODE_LENGTH), client_id=client_id, **made)
        except IntegrityError:
            continue  # two presses at once, or one code of 10¹¹ drawn twice
    raise LotRefused("Chưa tạo được lô. Bà con bấm lại giúp.")


@transaction.atomic
def change_lot(*, lot: Lot, facts: LotFacts, actor: User) -> Lot:
    """Correct a lot that is not used yet; what was checked and changed is no longer checked.

    Whose check was lost, by whom and why stays among the events of the seller.
    Raises ``LotRefused``, ``LotFixed``.
    """
    _check(facts)
    now = _unused(lot)
    changed = [name for name, value in _columns(facts).items() if getattr(now, name) != value]
    for name in changed:
        setattr(now, name, getattr(facts, name))
    if changed:
        now.save(update_fields=changed)
        _uncheck(now, changed, why="người bán sửa", by=actor)
    return now


@transaction.atomic
def use_lot(*, lot: Lot) -> Lot:
    """Note that stickers are printed: from now on the facts stay. Raises ``LotFixed``."""
    opened = Lot.objects.filter(pk=lot.pk, state=_S.OPEN)
    if not opened.exists():
        raise LotFixed("Lô này đã đóng, không in tem được nữa.")
    opened.filter(printed_at=None).update(printed_at=timezone.now())
    lot.refresh_from_db()
    return lot


def close_lot(*, lot: Lot) -> Lot:
    """Say that nothing of it is left. Raises ``LotFixed``."""
    return _end(lot, frozenset({_S.OPEN}), state=_S.CLOSED)


def withdraw_lot(*, lot: Lot, note: str) -> Lot:
    """Call it back; whoever scans a sticker reads why. Raises ``LotFixed``."""
    return _end(lot, frozenset({_S.OPEN, _S.CLOSED}), state=_S.WITHDRAWN, note=note)


@transaction.atomic
def check_fact(*, lot: Lot, topic: str, by: User, seen: str) -> None:
    """Mark one fact as looked at; ``seen`` is how the page showed it. Raises ``LotRefused``."""
    own = Lot.objects.select_for_update(of=("self",)).select_related("product__partner__commune")
    now = own.get(pk=lot.pk)
    value = told(now, topic)
    if not value or value != seen:
        raise LotRefused("Người bán vừa sửa điều này. Tải lại trang rồi xem lại.")
    LotCheck.objects.get_or_create(
        lot=now, topic=topic, defaults={"checked_by": by, "checked_as": office_of(by, now)}
    )
    record("lot.checked", on=lot, label=lot.code, actor=by, changes={"topic": ("", topic)})


@transaction.atomic
def uncheck_fact(*, lot: Lot, topic: str, by: User) -> None:
    """Take a mark back; who did stays among the events of the seller."""
    _uncheck(lot, [topic], why="cán bộ bỏ dấu", by=by)


def _uncheck(lot: Lot, topics: list[str], *, why: str, by: User) -> None:
    """Delete the checks of these topics and leave a line for each."""
    gone = list(lot.checks.filter(topic__in=topics).order_by("pk"))
    for check in gone:
        what = check.get_topic_display().lower()
        words = f"Lô {lot.code}: {what} không còn dấu đã kiểm của {check.checked_as}, vì {why}"
        note(seller=lot.product.partner.seller, kind="lot-unchecked", words=words, actor=by)
    lot.checks.filter(pk__in=[check.pk for check in gone]).delete()


def told(lot: Lot, topic: str) -> str:
    """Return what the seller says on a topic, in words; empty when nothing."""
    value = getattr(lot, LotTopic(topic).value)
    if isinstance(value, dt.date):
        return format_date(value)
    return amount(lot) if topic == LotTopic.QUANTITY else value or ""


def amount(lot: Lot) -> str:
    """Return ``16 gói``."""
    return f"{format_number(lot.quantity)}{NBSP}{unit_label(lot.product.sale_unit)}"


def office_of(user: User, lot: Lot) -> str:
    """Return for whom a reviewer looks: ``Cán bộ xã Tân Cương``. 1 query."""
    commune, roles = lot.product.partner.commune, roles_of(user)
    if Role.COMMUNE_OFFICIAL in roles and commune:
        return f"Cán bộ {commune.full_name}"
    if Role.PROVINCE_OFFICIAL in roles and commune:
        return f"Cán bộ {commune.province.full_name}"
    return RoleGrant.Role.OPERATOR.label


def _check(facts: LotFacts) -> None:
    today = local_today()
    if not facts.harvested_on and not facts.made_on:
        raise LotRefused("Nhập ngày thu hoạch hoặc ngày làm xong.")
    for day, words in ((facts.harvested_on, "Ngày thu hoạch"), (facts.made_on, "Ngày làm xong")):
        if day and day > today:
            raise LotRefused(f"{words} ở tương lai. Xem lại ngày.")
    first = min(day for day in (facts.harvested_on, facts.made_on) if day)
    last = max(day for day in (facts.harvested_on, facts.made_on) if day)
    if facts.harvested_on and facts.made_on and facts.harvested_on > facts.made_on:
        raise LotRefused("Ngày làm xong phải từ ngày thu hoạch trở đi.")
    if first.year < today.year - 5:
        raise LotRefused("Ngày cách đây quá 5 năm. Xem lại năm.")
    if facts.best_before and facts.best_before <= last:
        raise LotRefused("Hạn dùng phải sau ngày làm xong.")


def _columns(facts: LotFacts) -> dict:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


def _unused(lot: Lot) -> Lot:
    now = Lot.objects.select_for_update().get(pk=lot.pk)
    if not now.can_change:
        raise LotFixed
    return now


def _end(lot: Lot, only_from: frozenset[str], **changes) -> Lot:
    found = Lot.objects.filter(pk=lot.pk, state__in=only_from)
    if not found.update(ended_at=timezone.now(), **changes):
        raise LotFixed("Lô này đã đóng rồi.")
    lot.refresh_from_db()
    return lot
