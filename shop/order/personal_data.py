"""What orders hold of a shopper: contacts, addresses, notes. Amounts and the place stay."""

import datetime as dt

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from oscar.core.loading import get_model

from accounts.models import User
from accounts.moving import when_moved
from accounts.personal_data.holders import NOBODY, Holder, Person, register, scrub
from accounts.personal_data.keeping import keep
from accounts.recycled import knows_names, when_detached
from common.dates import format_datetime
from common.phones import ERASED, format_phone
from shop.address.models import UserAddress
from shop.order.models import (
    Order,
    OrderNote,
    Proposal,
    SellerOrder,
    SellerOrderEvent,
    ShippingAddress,
    new_token,
)
from shop.order.states import CLOSED
from shop.payment.models import PaymentCase, PaymentInbox

#: Columns of an address that say who and which house; province and commune stay.
_WHO = ("title", "first_name", "last_name", "line1", "line2", "line3", "line4", "postcode",
        "search_text", "phone_number", "notes")  # fmt: skip
#: Oscar's own tables that hold what a person looked for or wished.
_OSCARS = (("analytics", "UserSearch", "user"), ("analytics", "UserProductView", "user"),
           ("customer", "ProductAlert", "user"), ("wishlists", "WishList", "owner"),
           ("communication", "Notification", "recipient"), ("communication", "Email", "user"),
           ("payment", "Bankcard", "user"))  # fmt: skip


def orders_of(person: Person) -> QuerySet[Order]:
    """Return the orders of an account and those placed with its phone without signing in.

    They stay the same for this person, also after the phone was taken out of them.
    """
    if person.order_ids is None:
        mine = Q(user=person.user) | Q(user=None, customer_phone=person.phone)
        person.order_ids = frozenset(Order.objects.filter(mine).values_list("pk", flat=True))
    return Order.objects.filter(pk__in=person.order_ids)


@when_moved
@when_detached
def _orders_stay(user: User, old: str) -> None:
    """Keep what the last holder of a number ordered as a guest away from the new one."""
    Order.objects.filter(user=None, customer_phone=old).update(user=user)


@knows_names
def _names_on_orders(user: User) -> QuerySet:
    return Order.objects.filter(user=user).values_list("customer_name", flat=True).distinct()


def _sent_to(person: Person) -> QuerySet[Order]:
    """Return closed orders that others placed with this phone: theirs, but for the phone."""
    open_parts = SellerOrder.objects.filter(order=OuterRef("pk")).exclude(state__in=CLOSED)
    with_phone = Order.objects.filter(customer_phone=person.phone).exclude(user=None)
    return with_phone.exclude(user=person.user).exclude(Exists(open_parts))


def _waits(person: Person) -> str:
    parts = SellerOrder.objects.filter(order__in=orders_of(person))
    if under_way := parts.exclude(state__in=CLOSED).count():
        return f"Còn {under_way} đơn chưa xong."
    if PaymentCase.objects.filter(seller_order__in=parts, is_open=True).exists():
        return "Còn một khoản tiền sàn đang xem cho bạn."
    return ""


def _learns(person: Person) -> None:
    orders = orders_of(person)
    for name, phone in orders.values_list("customer_name", "customer_phone"):
        person.learn(name, phone)
    own = UserAddress.objects.filter(user=person.user)
    for addresses in (ShippingAddress.objects.filter(order__in=orders), own):
        for one in addresses.values_list("first_name", "line1", "line2", "line3", "phone_number"):
            person.learn(*(str(text or "") for text in one))


def _forgets(person: Person) -> dict[str, int]:
    orders = orders_of(person)
    ids = list(orders.values_list("pk", flat=True))
    counts = {"addresses": UserAddress.objects.filter(user=person.user).delete()[0]}
    for app, model, field in _OSCARS:
        mine = get_model(app, model).objects.filter(**{field: person.user})
        counts[model.lower()] = mine.delete()[0]
    counts["sentences"] = _scrub(ids, person.words)
    others = list(_sent_to(person).values_list("pk", flat=True))
    ShippingAddress.objects.filter(order__in=others, phone_number=person.phone).update(
        phone_number=""
    )
    counts["orders_of_others"] = Order.objects.filter(pk__in=others).update(
        customer_phone=person.stand_in(person.phone)
    )
    return counts | {"orders": _without_contacts(ids, person.stand_in)}


def _without_contacts(ids: list[int], stand_in) -> int:
    orders = Order.objects.filter(pk__in=ids)
    ShippingAddress.objects.filter(order__in=ids).update(**dict.fromkeys(_WHO, ""))
    get_model("order", "BillingAddress").objects.filter(order__in=ids).update(
        **dict.fromkeys(_WHO[:9], "")
    )
    for pk, phone in list(orders.values_list("pk", "customer_phone")):
        Order.objects.filter(pk=pk).update(
            customer_name=NOBODY,
            customer_phone=stand_in(phone),
            customer_note="",
            guest_email="",
            token=new_token(),
        )
    return len(ids)


def _scrub(ids: list[int], words: set[str]) -> int:
    parts = SellerOrder.objects.filter(order__in=ids)
    told = PaymentInbox.objects.filter(
        Q(attempt__order__in=ids) | Q(cases__seller_order__order__in=ids)
    ).distinct()
    places = (
        (OrderNote.objects.filter(order__in=ids), ("message",)),
        (parts, ("reason",)),
        (SellerOrderEvent.objects.filter(seller_order__in=parts), ("note",)),
        (Proposal.objects.filter(seller_order__in=parts), ("reason",)),
        (PaymentCase.objects.filter(seller_order__in=parts), ("resolution",)),
        (told, ("raw", "memo")),
    )
    return sum(scrub(rows, *fields, words=words) for rows, fields in places)


def _tables(person: Person) -> dict[str, list]:
    own = orders_of(person).select_related("shipping_address__commune__province")
    orders = [_order(one) for one in own.prefetch_related("lines").order_by("pk")]
    addresses = UserAddress.objects.filter(user=person.user).select_related("commune__province")
    return {"don_hang": orders, "so_dia_chi": [_address(one) for one in addresses]}


def _order(order: Order) -> dict:
    return {
        "ma_don": order.number,
        "dat_luc": format_datetime(order.date_placed),
        "nguoi_nhan": order.customer_name,
        "dien_thoai": format_phone(order.customer_phone),
        "loi_nhan": order.customer_note,
        "dia_chi": _address(order.shipping_address) if order.shipping_address else "",
        "tong_tien_dong": int(order.total_incl_tax),
        "hang": [_line(line) for line in order.lines.all()],
    }


def _line(line) -> dict:
    amount = int(line.line_price_incl_tax)
    return {"ten": line.title, "so_luong": line.quantity, "tien_dong": amount}


def _address(one) -> str:
    place = [one.commune.full_name, one.commune.province.full_name] if one.commune else []
    return ", ".join(part for part in (one.line1, *place) if part)


@keep("order_contacts", days=3 * 365)
def forget_old_contacts(before: dt.datetime) -> int:
    """Forget who got the parcel, three years after the last part of an order was closed."""
    parts = SellerOrder.objects.filter(order=OuterRef("pk"))
    young = parts.exclude(state__in=CLOSED) | parts.filter(
        Q(completed_at__gte=before) | Q(cancelled_at__gte=before) | Q(returned_at__gte=before)
    )
    old = Order.objects.exclude(customer_phone="").exclude(customer_phone__startswith=ERASED)
    ids = old.filter(~Exists(young), date_placed__lt=before).values_list("pk", flat=True)[:500]
    person = Person(user=None, phone="", salt=_salt())
    for order in Order.objects.filter(pk__in=list(ids)).select_related("shipping_address"):
        person.learn(order.customer_name, order.customer_phone)
        if order.shipping_address:
            person.learn(order.shipping_address.line1)
    ids = list(ids)
    _scrub(ids, person.words)
    return _without_contacts(ids, person.stand_in)


def _salt() -> str:
    """Return the key of stand-ins for contacts that are too old: equal phones stay equal."""
    return f"kept-no-longer:{settings.SECRET_KEY}"


register(Holder("orders", waits=_waits, learns=_learns, forgets=_forgets, tables=_tables))
