"""How long something waits or has left, as people say it."""

import datetime as dt

_HOUR, _DAY = 3600, 86400


def age_words(span: dt.timedelta) -> str:
    """Return ``12 phút``, ``3 giờ``, ``2 ngày``; under a minute ``vài giây``."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return "vài giây"
    if seconds < _HOUR:
        return f"{seconds // 60} phút"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR} giờ"
    return f"{seconds // _DAY} ngày"


def left_words(until: dt.datetime, now: dt.datetime) -> str:
    """Return ``còn 5 giờ 20 phút``, or ``quá hạn 2 giờ``."""
    if until <= now:
        return f"quá hạn {age_words(now - until)}"
    minutes = int((until - now).total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} giờ"] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes} phút")
    return f"còn {' '.join(parts)}"
