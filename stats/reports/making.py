"""Make reports and keep them: the figures are stored, the files are drawn when asked for."""

import datetime as dt
import logging
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from common.dates import local_date, local_today
from common.errors import BusinessRuleError
from common.locks import hold
from common.snapshot import snapshot
from stats import beside, draining, queries
from stats import definitions as registry
from stats.adjusting import changes_in
from stats.exporting import require_proved
from stats.figures import EVERYTHING, Asked, Summary
from stats.models import DirtyKey, OfficialReport, SalesMonth, Target
from stats.period import Period, month_of
from stats.reports.issuer import issuer_of
from stats.reports.payload import build, checksum
from stats.scopes import WHOLE, Scope, scope_of

log = logging.getLogger(__name__)

#: From this day of a month on the month before it is reported: late returns are in by then.
REPORT_DAY = 6
_DRAIN_S = 20
#: How long a person waits for figures that are being computed.
_PATIENCE_S = 3
#: Who presses the button again so soon gets the same report, not another number.
_TWICE = dt.timedelta(seconds=30)
#: Files that are not filed may lag this far behind; they say so.
_LAG = dt.timedelta(minutes=1)


class OneCommuneOnly(BusinessRuleError):
    """A report about several communes that are not the province."""

    message = "Mỗi báo cáo chỉ nói về toàn tỉnh hoặc một xã, phường. Bạn chọn một xã, phường."


class NotCountedYet(BusinessRuleError):
    """The figures lag behind the orders."""

    message = "Số liệu đang được tính lại, nên chưa lập được. Bạn thử lại sau ít phút."


class DamagedReport(BusinessRuleError):
    """A stored report that no longer equals its checksum."""

    message = "Báo cáo đã lưu không còn nguyên vẹn, nên không in lại. Báo người vận hành."


def payload_for(
    *,
    scope: Scope = WHOLE,
    period: Period,
    asked: Asked = EVERYTHING,
    by_commune: bool = False,
    definitions: Sequence | None = None,
    plan: Sequence | None = None,
    is_final: bool = False,
) -> dict:
    """Return the payload of the figures as they are now, all read as of one moment.

    It says up to when they are right. Figures that lag by more than a minute do not leave, and
    when ``is_final`` none that lag at all: a filed report stays as it is.

    ``definitions`` and ``plan`` default to those in force. At most 34 queries, and 30
    more for the year when it has a plan. Raises ``FiguresDiffer``, ``NotCountedYet`` and
    ``RowsDoNotAddUp``.
    """
    with snapshot():
        proof = require_proved()
        page = queries.summary(scope=scope, period=period, asked=asked)
        _require_counted(page, is_final=is_final)
        return build(
            page,
            scope=scope,
            issuer=issuer_of(scope, by_commune=by_commune),
            definitions=registry.current() if definitions is None else definitions,
            plan=_plan(page, scope) if plan is None else plan,
            proof=proof,
            late=changes_in(page.period.year) if scope.is_whole and asked == EVERYTHING else {},
            made_at=timezone.now(),
        )


def make_report(
    *, scope: Scope = WHOLE, period: Period, by=None, is_scheduled: bool = False
) -> OfficialReport:
    """File a report with the next number of the year; a scheduled one exists once.

    Raises ``OneCommuneOnly``, ``FiguresDiffer``, ``NotCountedYet`` and ``RowsDoNotAddUp``.
    """
    commune_code = _only_commune(scope)
    if is_scheduled and (known := _scheduled(period, commune_code)):
        return known
    official = scope_of(by) if by is not None else None
    by_commune = official is not None and not official.is_whole
    draining.settle(budget_s=_DRAIN_S if is_scheduled else _PATIENCE_S)
    payload = payload_for(scope=scope, period=period, by_commune=by_commune, is_final=True)
    try:
        return _file(payload, period, commune_code, by, is_scheduled)
    except IntegrityError:
        if known := _scheduled(period, commune_code):
            return known
        raise


def _require_counted(page: Summary, *, is_final: bool) -> None:
    """Refuse figures that lag, and for good none whose own days wait to be recomputed."""
    waiting = DirtyKey.objects.filter(day__lte=page.period.last)
    if timezone.now() - page.freshness.as_of > _LAG or (is_final and waiting.exists()):
        raise NotCountedYet


def make_monthly(*, today: dt.date | None = None) -> OfficialReport | None:
    """Make the report of the last closed month unless it exists; None when nothing was sold."""
    period = last_closed_month(today or local_today())
    if known := _scheduled(period, ""):
        return known
    draining.settle(budget_s=_DRAIN_S)
    if not SalesMonth.objects.filter(day__lte=period.first).exists():
        return None
    try:
        return make_report(period=period, is_scheduled=True)
    except BusinessRuleError as refused:
        # The next day tries again; until then somebody should look.
        log.error("stats: monthly report of %s refused: %s", period.label, refused.message)
        return None


def last_closed_month(today: dt.date) -> Period:
    """Return the newest month whose report is due."""
    month = today.replace(day=1) - dt.timedelta(days=1)
    if today.day < REPORT_DAY:
        month = month.replace(day=1) - dt.timedelta(days=1)
    return month_of(month.year, month.month)


def months_to_report(*, today: dt.date | None = None) -> list[Period]:
    """Return the last twelve whole months, newest first."""
    first = (today or local_today()).replace(day=1)
    found = []
    for _ in range(12):
        first = (first - dt.timedelta(days=1)).replace(day=1)
        found.append(month_of(first.year, first.month))
    return found


def stored_payload(report: OfficialReport) -> dict:
    """Return what the report was made of. Raises ``DamagedReport``."""
    if checksum(report.payload) != report.checksum:
        raise DamagedReport
    return report.payload


def _file(
    payload: dict, period: Period, commune_code: str, by, is_scheduled: bool
) -> OfficialReport:
    """Store the payload under the next number; numbers of a year have no gap and no twin."""
    made_at = dt.datetime.fromisoformat(payload["made_at"])
    with transaction.atomic():
        hold("stats.report-number")
        if is_scheduled and (known := _scheduled(period, commune_code)):
            return known
        if by is not None and (known := _just_filed(period, commune_code, by, made_at)):
            return known
        of_year = OfficialReport.objects.filter(made_at__year=local_date(made_at).year)
        number = (of_year.aggregate(last=Max("number"))["last"] or 0) + 1
        payload = payload | {"number": number}
        return OfficialReport.objects.create(
            number=number,
            title=payload["title"],
            period_from=period.first,
            period_to=period.last,
            commune_code=commune_code,
            payload=payload,
            checksum=checksum(payload),
            is_scheduled=is_scheduled,
            made_at=made_at,
            made_by=by,
        )


def _just_filed(
    period: Period, commune_code: str, by, made_at: dt.datetime
) -> OfficialReport | None:
    """Return the report that the same person filed a moment ago: the button was pressed twice."""
    return OfficialReport.objects.filter(
        period_from=period.first,
        period_to=period.last,
        commune_code=commune_code,
        made_by=by,
        is_scheduled=False,
        made_at__gt=made_at - _TWICE,
    ).first()


def _scheduled(period: Period, commune_code: str) -> OfficialReport | None:
    return OfficialReport.objects.filter(
        is_scheduled=True,
        period_from=period.first,
        period_to=period.last,
        commune_code=commune_code,
    ).first()


def _only_commune(scope: Scope) -> str:
    if scope.commune_codes is None:
        return ""
    if len(scope.commune_codes) != 1:
        raise OneCommuneOnly
    return next(iter(scope.commune_codes))


def _plan(page: Summary, scope: Scope) -> Sequence:
    """Return the targets beside the year so far, whatever part of it is reported.

    Targets are given to the province or to one commune, for all goods.
    """
    codes = sorted(scope.commune_codes or [""])
    if len(codes) != 1 or not page.asked.is_everything or page.asked.channel:
        return ()
    year = page.period.year
    if not Target.objects.filter(year=year.last.year, commune_code=codes[0]).exists():
        return ()
    if page.period.first != year.first:
        page = queries.summary(scope=scope, period=year)
    return beside.plan_rows(page, year.last.year, codes[0])
