"""The way of one parcel in words: where it is, when it should arrive, what to do about delay."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from common.dates import VIETNAM, local_date, local_today, near_date, weekday_name
from places.home import HOME_PROVINCE
from shop.order import tour_words
from shop.order.asking import ALIVE
from shop.order.models import Proposal, SellerOrder
from shop.order.states import (
    MAIN_ROAD,
    OPEN,
    PREPAID,
    PaymentMethod,
    PaymentState,
    SellerOrderState,
)
from shop.payment.models import PaymentAttempt
from shop.shipping import rates
from shop.shipping.methods import HANDLING_DAYS
from shop.shipping.models import DeliveryMethod

S = SellerOrderState
M = DeliveryMethod
#: The shopper comes for the goods.
FETCHED = frozenset({M.PICKUP, M.POINT})
_ROAD_WORDS = {
    S.PLACED: "Đã đặt hàng",
    S.PACKED: "Đã gói xong",
    S.SHIPPED: "Đang giao",
    S.DELIVERED: "Tới tay bạn",
}
_NOW_WORDS = {
    S.PLACED: "Chờ người bán xác nhận",
    S.CONFIRMED: "Người bán đang gói hàng",
    S.PACKED: "Chờ gửi đi",
    S.SHIPPED: "Đang giao",
    S.DELIVERED: "Đã giao",
    S.COMPLETED: "Đã giao",
    S.CANCELLED: "Đã hủy",
    S.DELIVERY_FAILED: "Giao chưa được",
    S.RETURNED: "Đã trả hàng",
}
_FETCHED_WORDS = {
    S.PACKED: "Đã gói xong",
    S.SHIPPED: "Hàng sẵn, mời bạn đến lấy",
    S.DELIVERED: "Bạn đã lấy hàng",
    S.COMPLETED: "Bạn đã lấy hàng",
}
#: Four steps fit a phone: waiting, confirmed and packed are said on the second one.
_SHORT_ROAD = (S.PLACED, S.PACKED, S.SHIPPED, S.DELIVERED)
_NOW_STEP = {S.PLACED: 1, S.CONFIRMED: 1, S.PACKED: 1, S.SHIPPED: 2, S.DELIVERED: 3, S.COMPLETED: 3}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way; ``state`` is done, now or next."""

    label: str
    when: str
    state: str
    note: str = ""


def headline(parts: list[SellerOrder]) -> str:
    """Return the answer to "where is it": the part that arrives next speaks for all."""
    waiting = [part for part in parts if part.state in OPEN and part.state != S.DELIVERED]
    if mine := _waits_for_shopper(parts):
        return mine
    if not waiting:
        states = {part.state for part in parts}
        best = next(s for s in (*reversed(MAIN_ROAD), S.RETURNED, S.CANCELLED) if s in states)
        return now_words(next(part for part in parts if part.state == best))
    nearest = max(waiting, key=lambda part: _rank(part.state))
    is_alike = len({(part.state, expected_on(part)) for part in parts}) == 1
    place = "" if is_alike else f" kiện {parts.index(nearest) + 1}"
    words = f"{now_words(nearest)}{place}"
    is_ready = nearest.state == S.SHIPPED and nearest.delivery_method in FETCHED
    if is_waiting_for_money(nearest) or is_ready:
        return words
    if nearest.state == S.DELIVERY_FAILED or expected_on(nearest) < local_today():
        return words
    when = "đi" if nearest.tour_on else "dự kiến"
    return f"{words}, {when} {day_words(expected_on(nearest))}"


def now_words(part: SellerOrder) -> str:
    """Return where a parcel is. Uses prefetched ``order__payment_attempts``."""
    if is_waiting_for_money(part):
        is_transfer = part.payment_method != PaymentMethod.GATEWAY
        claimed = "Chờ người bán xem tiền" if is_transfer else "Đang kiểm tra tiền bạn trả"
        return claimed if _is_claimed(part) else "Chờ bạn trả tiền"
    if part.state == S.PLACED and part.is_before_harvest:
        return "Đã đặt trước, chờ thu hoạch"
    if part.tour_on:
        return tour_words.NOW.get(part.state) or _NOW_WORDS[part.state]
    fetched = _FETCHED_WORDS if part.delivery_method in FETCHED else {}
    return fetched.get(part.state) or _NOW_WORDS[part.state]


def is_waiting_for_money(part: SellerOrder) -> bool:
    """Say whether the next step is the shopper's payment."""
    is_unpaid = part.payment_state in {PaymentState.UNPAID, PaymentState.PARTLY}
    return part.state == S.PLACED and part.payment_method in PREPAID and is_unpaid


def expected_on(part: SellerOrder) -> dt.date:
    """Return the latest day on which the parcel should arrive. Uses prefetched ``proposals``."""
    if part.tour_on:
        return part.tour_on
    days = _days_on_the_way(part)
    if part.shipped_at:
        return local_date(part.shipped_at) + dt.timedelta(days=days)
    agreed = [p.ready_on for p in part.proposals.all() if _is_agreed_day(p)]
    begins = max(part.placed_on, part.ready_on or part.placed_on)
    leaves = max([begins + dt.timedelta(days=HANDLING_DAYS), *agreed])
    return leaves + dt.timedelta(days=days)


def notice(part: SellerOrder, has_money: bool) -> str:
    """Return what the shopper must know about trouble and delay; empty when all is well."""
    reason = f"Lý do: {part.reason.rstrip('.')}. " if part.reason else ""
    if part.state == S.CANCELLED:
        return (
            reason.strip() if has_money else f"{reason}Bạn không phải trả tiền {_what(part)} này."
        )
    if part.state == S.DELIVERY_FAILED:
        if part.tour_on:
            return f"{reason}Bạn gọi người đón để báo có đến không."
        return f"{reason}Người bán sẽ gọi bạn để hẹn lại."
    if part.state == S.RETURNED:
        return reason.strip() if part.tour_on else f"{reason}Hàng đã về lại người bán."
    if is_waiting_for_money(part):
        return ""
    if part.state == S.PLACED and part.is_before_harvest:
        return _late_harvest(part)
    if part.state in OPEN and part.state != S.DELIVERED and expected_on(part) < local_today():
        if part.tour_on:
            return "Ngày đi đã qua. Chưa được đi thì bạn gọi người bán."
        return "Chậm hơn dự kiến. Bạn gọi người bán để biết ngày giao mới."
    if part.state == S.PLACED and part.confirm_by and part.confirm_by < timezone.now():
        if part.tour_on:
            return "Người đón chưa trả lời. Bạn gọi người đón hoặc hủy chuyến này."
        return "Người bán chưa trả lời sau 24 giờ. Bạn gọi người bán hoặc hủy kiện này."
    return ""


def _what(part: SellerOrder) -> str:
    return "chuyến" if part.tour_on else "kiện"


def ahead_words(part: SellerOrder) -> str:
    """Return from which day goods ordered ahead are sent, while that is news."""
    if part.state != S.PLACED or not part.is_before_harvest:
        return ""
    return (
        f"Hàng đặt trước, gửi từ {day_words(part.ready_on)}. Nếu ngày đổi, bạn được báo. "
        "Bạn hủy được đến khi người bán gói hàng."
    )


def _late_harvest(part: SellerOrder) -> str:
    if part.confirm_by is None or timezone.now() < part.confirm_by:
        return ""
    return "Đã quá ngày hẹn mà người bán chưa có hàng. Bạn gọi người bán hoặc hủy kiện này."


def steps(part: SellerOrder, at_the_door: str) -> tuple[Step, ...]:
    """Return the way of a parcel; ``at_the_door`` is said on its last step."""
    if part.state in {S.CANCELLED, S.RETURNED, S.DELIVERY_FAILED}:
        return _broken_road(part)
    reached = _NOW_STEP[part.state]
    road = []
    for place, state in enumerate(_SHORT_ROAD):
        kind = "next" if place > reached else "now" if place == reached else "done"
        label = now_words(part) if kind == "now" else _road_words(part, state)
        when = _when(part, part.state if kind == "now" and state == S.PACKED else state)
        if kind == "now" and part.state == S.PLACED:
            when = ""
        road.append(Step(label, when, kind, at_the_door if state == S.DELIVERED else ""))
    return tuple(road)


def day_words(day: dt.date) -> str:
    """Return ``thứ Tư, 25/11``; with the year when that is another one than this."""
    return f"{weekday_name(day)}, {near_date(day)}"


def moment(at: dt.datetime | None) -> str:
    """Return the time for today, the day for other days."""
    if at is None:
        return ""
    local = timezone.localtime(at, VIETNAM)
    return f"{local:%H:%M}" if local.date() == local_today() else f"{local:%d/%m}"


def _waits_for_shopper(parts: list[SellerOrder]) -> str:
    """Return what the shopper has to do first; empty when nothing."""
    ways = (
        ("Chờ bạn trả lời", [part for part in parts if _is_asked(part)]),
        (
            "Chờ bạn trả tiền",
            [part for part in parts if is_waiting_for_money(part) and not _is_claimed(part)],
        ),
    )
    for words, mine in ways:
        if mine and len(mine) == len(parts):
            return words
        if mine:
            return f"{words} kiện {' và '.join(str(parts.index(part) + 1) for part in mine)}"
    return ""


def _is_claimed(part: SellerOrder) -> bool:
    """Say whether the shopper has paid as far as they can see; a try may pay for all parcels."""
    return any(
        one.state == PaymentAttempt.State.CLAIMED and one.seller_order_id in {None, part.pk}
        for one in part.order.payment_attempts.all()
    )


def _is_asked(part: SellerOrder) -> bool:
    """Say whether an open proposal waits for the shopper. Uses prefetched ``proposals``."""
    return any(
        one.state == Proposal.State.OPEN
        and one.kind != Proposal.Kind.RETURN
        and part.state in ALIVE[one.kind]
        and one.answer_by > timezone.now()
        for one in part.proposals.all()
    )


def _days_on_the_way(part: SellerOrder) -> int:
    if part.delivery_method != M.CARRIER:
        return 0 if part.delivery_method == M.PICKUP else 1
    commune = part.partner.commune
    origin = commune.province.code if commune else HOME_PROVINCE
    destination = part.destination_province_code or origin
    rate = rates.table_on(part.placed_on).rate_for(origin_code=origin, destination_code=destination)
    return rate.max_days


def _is_agreed_day(proposal: Proposal) -> bool:
    is_later = proposal.kind == Proposal.Kind.LATER
    return is_later and proposal.state == Proposal.State.ACCEPTED


def _rank(state: str) -> int:
    return MAIN_ROAD.index(state) if state in MAIN_ROAD else len(MAIN_ROAD)


def _road_words(part: SellerOrder, state: str) -> str:
    if part.tour_on:
        return tour_words.ROAD[state]
    fetched = _FETCHED_WORDS if part.delivery_method in FETCHED else {}
    return fetched.get(state) or _ROAD_WORDS[state]


def _broken_road(part: SellerOrder) -> tuple[Step, ...]:
    done = [s for s in _SHORT_ROAD if getattr(part, f"{s}_at")]
    road = [Step(_road_words(part, s), _when(part, s), "done") for s in done]
    end = {S.CANCELLED: part.cancelled_at, S.RETURNED: part.returned_at}.get(part.state)
    return (*road, Step(_end_words(part), moment(end), "now"))


def _end_words(part: SellerOrder) -> str:
    return (part.tour_on and tour_words.NOW.get(part.state)) or _NOW_WORDS[part.state]


def _when(part: SellerOrder, state: str) -> str:
    at = getattr(part, f"{state}_at", None)
    if at is None:
        # No year, which the column is too narrow for: the headline has it.
        return f"{expected_on(part):%d/%m}" if state == S.DELIVERED else ""
    return moment(at)
