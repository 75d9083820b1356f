"""When a market became chợ 4.0 or stopped being it: history first, the market repeats its end."""

import datetime as dt

from django.db import transaction

from audit.recording import record
from common.dates import format_date, local_today
from common.errors import BusinessRuleError
from markets.models import Market, MarketStatus


class NotInOrder(BusinessRuleError):
    """The day lies before the last change, in the future, or nothing would change."""


@transaction.atomic
def set_status(
    *, market: Market, is_40: bool, since: dt.date, decision: str = "", actor=None
) -> MarketStatus:
    """Write the next row of the history. Raises ``NotInOrder``."""
    locked = Market.objects.select_for_update().get(pk=market.pk)
    last = MarketStatus.objects.filter(market=locked).last()
    if since > local_today():
        raise NotInOrder("Ngày này chưa tới. Đến ngày đó hãy ghi.")
    if last is not None and since <= last.since:
        raise NotInOrder(f"Lần đổi trước là ngày {format_date(last.since)}. Nhập ngày sau đó.")
    if (last.is_40 if last else False) == is_40:
        raise NotInOrder("Chợ đang như vậy rồi.")
    row = MarketStatus.objects.create(
        market=locked,
        is_40=is_40,
        since=since,
        decision=decision,
        actor_id=actor.pk if actor else None,
    )
    before, locked.is_40_since = locked.is_40_since, since if is_40 else None
    locked.save(update_fields=["is_40_since"])
    record("market.status", on=locked, actor=actor,
           changes={"is_40_since": (before, locked.is_40_since)})  # fmt: skip
    return row
