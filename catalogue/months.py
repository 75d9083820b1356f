"""The twelve months of a harvest, with words."""

from dataclasses import dataclass

from common.dates import local_today


@dataclass(frozen=True, slots=True)
class Month:
    """One square of the month strip."""

    label: str
    in_season: bool
    is_now: bool


def month_strip(mask: int) -> list[Month]:
    """Return the twelve months of a harvest mask; none when no season is known."""
    if not mask:
        return []
    now = local_today().month
    return [
        Month(f"T{month}", bool(mask & 1 << (month - 1)), month == now) for month in range(1, 13)
    ]


def season_caption(mask: int) -> str:
    """Say in one sentence whether now is the season."""
    if not mask:
        return ""
    month = local_today().month
    following = next_season(mask)
    if following is None:
        return f"Tháng {month} đang có hàng mới."
    return f"Tháng {month} chưa tới vụ. Vụ tới: tháng {following}."


def next_season(mask: int) -> int | None:
    """Return the month in which the next season opens; None while it is open, or unknown."""
    month = local_today().month
    if not mask or mask & 1 << (month - 1):
        return None
    ahead = ((month + step - 1) % 12 + 1 for step in range(1, 12))
    return next(m for m in ahead if mask & 1 << (m - 1))
