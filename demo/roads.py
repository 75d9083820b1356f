"""The way of one seller order through its states, with a time and a reason for each step."""

import datetime as dt
import random
from dataclasses import dataclass

from demo.clock import NOW
from shop.order.states import MAIN_ROAD, SellerOrderState

S = SellerOrderState
#: State → hours that it takes to get there from the one before.
_HOURS = {
    S.CONFIRMED: (0.4, 10), S.PACKED: (2, 20), S.SHIPPED: (2, 18), S.DELIVERED: (20, 80),
    S.COMPLETED: (20, 96), S.CANCELLED: (0.5, 12), S.DELIVERY_FAILED: (24, 72),
    S.RETURNED: (24, 120),
}  # fmt: skip
_REASONS = {
    S.CANCELLED: ("Người mua đổi ý", "Hết hàng", "Không gọi được người mua", "Đặt trùng đơn"),
    S.DELIVERY_FAILED: ("Gọi ba lần không nghe máy", "Người mua hẹn ngày khác"),
    S.RETURNED: ("Hàng dập khi đi đường", "Người mua không nhận", "Giao nhầm loại"),
}
_CARRIERS = ("Bưu điện", "Xe khách gửi", "Người giao của xã")
_RETURN_WAYS = (
    (*MAIN_ROAD[1:5], S.RETURNED),
    (*MAIN_ROAD[1:4], S.DELIVERY_FAILED, S.RETURNED),
    (*MAIN_ROAD[1:6], S.RETURNED),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A move to a state, when, and why."""

    state: str
    at: dt.datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Road:
    """The moves after the placing; ``restocked`` goods went back on the shelf."""

    state: str
    steps: tuple[Step, ...]
    carrier: str
    tracking_code: str
    restocked: bool

    def at(self, state: str) -> dt.datetime | None:
        """Return when the state was reached."""
        return next((step.at for step in self.steps if step.state == state), None)

    @property
    def reason(self) -> str:
        """Return why it was called off, failed or came back."""
        return next((step.note for step in reversed(self.steps) if step.note), "")

    @property
    def was_shipped(self) -> bool:
        """Say whether the goods left the stock."""
        return self.at(S.SHIPPED) is not None


def road(rng: random.Random, placed_at: dt.datetime, state: str) -> Road:
    """Return the way to a state, with rising times that end before the demo's now."""
    way = _way(rng, state)
    hours = [rng.uniform(*_HOURS[step]) for step in way]
    left = (NOW - placed_at).total_seconds() / 3600 * 0.96
    squeeze = min(1.0, left / sum(hours)) if hours else 1.0
    at, steps = placed_at, []
    for step, taken in zip(way, hours, strict=True):
        at += dt.timedelta(seconds=max(1, int(taken * squeeze * 3600)))
        note = rng.choice(_REASONS[step]) if step in _REASONS else ""
        steps.append(Step(step, at, note))
    is_sent = S.SHIPPED in way
    return Road(
        state=state,
        steps=tuple(steps),
        carrier=rng.choice(_CARRIERS) if is_sent else "",
        tracking_code=f"MH{rng.randrange(10**8):08d}" if is_sent else "",
        restocked=state == S.RETURNED and rng.random() < 0.5,
    )


def _way(rng: random.Random, state: str) -> tuple[str, ...]:
    if state == S.CANCELLED:
        known = rng.choices((1, 2, 3), (60, 30, 10))[0]
        return (*MAIN_ROAD[1:known], S.CANCELLED)
    if state == S.RETURNED:
        return rng.choices(_RETURN_WAYS, (60, 25, 15))[0]
    if state == S.DELIVERY_FAILED:
        return (*MAIN_ROAD[1:4], S.DELIVERY_FAILED)
    return MAIN_ROAD[1 : MAIN_ROAD.index(state) + 1]
