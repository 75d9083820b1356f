"""In the evening a household reads, once a day, what its helpers did for it."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from common.dates import local_date
from jobs.messages import send_message
from sellers.helping import stop_links, words
from sellers.models import HelperAct, Seller

#: The hour at which a day of help ends; what is done later stands in the next message.
AT_HOUR = 19
#: How many days back are looked at, should no worker have run.
_LOOK_BACK = 3
_NAMED = 3


def send_summaries(now: dt.datetime | None = None) -> int:
    """Queue the messages of the days that are over; return how many households were told.

    A day is told once: its key is known to the outbox.
    """
    end = _last_end(now or timezone.now())
    days = (end - dt.timedelta(days=n) for n in range(_LOOK_BACK))
    return sum(_tell_day(day) for day in days)


def _last_end(now: dt.datetime) -> dt.datetime:
    local = timezone.localtime(now)
    end = local.replace(hour=AT_HOUR, minute=0, second=0, microsecond=0)
    return end if end <= local else end - dt.timedelta(days=1)


def _tell_day(end: dt.datetime) -> int:
    acts = HelperAct.objects.filter(at__gte=end - dt.timedelta(days=1), at__lt=end)
    sellers = Seller.objects.filter(pk__in=acts.values("seller")).select_related("partner")
    for seller in sellers:
        owner = words.owner_of(seller)
        if owner is None:
            continue
        done = list(acts.filter(seller=seller).select_related("grant").order_by("pk"))
        with transaction.atomic():
            send_message(
                to_phone=owner.phone,
                template="help-day",
                text=_text(done),
                dedupe_key=f"help-day:{seller.pk}:{local_date(end)}",
            )
    return len(sellers)


def _text(done: list[HelperAct]) -> str:
    names = list(dict.fromkeys(act.helper_name for act in done))
    said = list(dict.fromkeys(act.words for act in done))
    more = len(said) - _NAMED
    rest = f" và {more} việc khác" if more > 0 else ""
    return (
        f"{', '.join(names)} hôm nay làm giúp gian hàng của bà con {len(said)} việc: "
        f"{'; '.join(said[:_NAMED])}{rest}. Xem hết, hoặc dừng lại, ở: {_where(done)}"
    )


def _where(done: list[HelperAct]) -> str:
    """Return where to stop: one tap when one person helped, else the page of all helpers."""
    grants = {act.grant for act in done}
    if len(grants) == 1:
        return stop_links.url_of(grants.pop())
    return f"{settings.SITE_URL}{words.PAGE}"
