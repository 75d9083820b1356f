"""The one row of filters: period, goods, stars, channel; it reads as a sentence."""

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString

from common.dates import format_date, local_today
from stats.asking import CHANNELS, STARS
from stats.figures import Asked
from stats.links import Links
from stats.period import KINDS, Period, end_of_month, read_period

_UNITS = {"thang": 1, "quy": 3, "nam": 12}
_DAY = timedelta(days=1)


class Choice(NamedTuple):
    """One option of a select."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Select:
    """One question of the row; fifty options would be slow as a template."""

    word: str
    label: str
    options: SafeString


@dataclass(frozen=True)
class Step:
    """The period before or after this one."""

    label: str
    url: str


@dataclass(frozen=True)
class Filters:
    """What ``stats/_filter.html`` shows. ``kept``, ``days`` and ``chosen`` are hidden words.

    ``chosen`` are the goods and channel, for the form that asks for days.
    """

    says: str
    selects: list[Select]
    has_days: bool
    kept: list[tuple[str, str]]
    days: list[tuple[str, str]]
    chosen: list[tuple[str, str]]
    first: str
    last: str
    earlier: Step | None
    later: Step | None
    clear_url: str


def filters(
    period: Period,
    asked: Asked,
    set_choices: list[tuple[str, str]],
    links: Links,
    *,
    own: tuple[str, ...] = (),
    goods_only: bool = False,
) -> Filters:
    """Return the row. ``own`` are the page's further words, kept as they are.

    ``goods_only`` leaves out period and channel, for figures of goods as they are now.
    """
    words = links.words
    kept = [(word, words[word]) for word in own if words.get(word)]
    kind_days = [("den", words["den"])] if period.kind and words.get("den") else []
    custom = [] if period.kind else [("tu", str(period.first)), ("den", str(period.last))]
    questions = _questions(period, asked, set_choices, words, goods_only=goods_only)
    return Filters(
        says=sentence(period, asked, set_choices, goods_only=goods_only),
        selects=[_select(*question) for question in questions],
        has_days=not goods_only,
        kept=kept,
        days=kind_days or custom,
        chosen=[
            (word, one.value)
            for word, _label, choices in questions
            if word != "ky"
            for one in choices
            if one.is_chosen and one.value
        ],
        first=str(period.first),
        last=str(period.last),
        earlier=None if goods_only else _earlier(period, links),
        later=None if goods_only else _later(period, links),
        clear_url=links.here(nhom="", sao="", kenh="") if _is_narrowed(asked) else "",
    )


def sentence(
    period: Period,
    asked: Asked,
    set_choices: list[tuple[str, str]],
    *,
    goods_only: bool = False,
) -> str:
    """Return in words what is shown: ``Chè, OCOP 4 sao, tại chợ, quý IV/2026``."""
    names = dict(set_choices)
    parts = [names.get(asked.set_code, asked.set_code) or "Mọi nhóm hàng"]
    if asked.stars >= 0:
        parts.append(_lower(STARS[str(asked.stars)]))
    if asked.channel and not goods_only:
        parts.append(_lower(CHANNELS[asked.channel]))
    parts.append("hiện có trên sàn" if goods_only else period.label)
    return ", ".join(parts)


def _questions(
    period: Period,
    asked: Asked,
    set_choices: list[tuple[str, str]],
    words: dict[str, str],
    *,
    goods_only: bool,
) -> list[tuple[str, str, list[Choice]]]:
    """Return ``(word, label, choices)``; without sets there is nothing to choose but days."""
    found = [] if goods_only else [("ky", "Kỳ", _periods(period, words))]
    if set_choices:
        sets = _choices([("", "Tất cả"), *set_choices], asked.set_code)
        stars = _choices(STARS.items(), words.get("sao", ""))
        found += [("nhom", "Nhóm hàng", sets), ("sao", "Hạng sao", stars)]
        if not goods_only:
            found.append(("kenh", "Kênh", _choices(CHANNELS.items(), asked.channel)))
    return found


def _select(word: str, label: str, choices: list[Choice]) -> Select:
    options = "".join(
        f'<option value="{escape(one.value)}"{" selected" if one.is_chosen else ""}>'
        f"{escape(one.label)}</option>"
        for one in choices
    )
    # Values and labels are escaped above.
    return Select(word, label, SafeString(options))  # nosec B703


def _periods(period: Period, words: dict[str, str]) -> list[Choice]:
    found = [
        Choice(
            kind,
            _upper(read_period({"ky": kind, "den": words["den"]}).label)
            if period.kind and words.get("den")
            else label,
            kind == period.kind,
        )
        for kind, label in KINDS.items()
    ]
    if not period.kind:
        days = f"{format_date(period.first)} đến {format_date(period.last)}"
        found.append(Choice("", days, is_chosen=True))
    return found


def _choices(options, chosen: str) -> list[Choice]:
    return [Choice(value, label, value == chosen) for value, label in options]


def _earlier(period: Period, links: Links) -> Step | None:
    if not period.kind:
        return None
    return _step(period.kind, period.first - _DAY, links)


def _later(period: Period, links: Links) -> Step | None:
    today = local_today()
    if not period.kind or period.last >= today:
        return None
    end = end_of_month(_months_on(period.first, 2 * _UNITS[period.kind] - 1))
    return _step(period.kind, min(end, today), links)


def _step(kind: str, last: date, links: Links) -> Step | None:
    words = {"ky": kind, "den": str(last)}
    period = read_period(words)
    if period.last != last:
        return None
    den = "" if last >= local_today() else str(last)
    label = str(last.year) if kind == "nam" else period.label
    return Step(label, links.here(ky=kind, den=den, tu=""))


def _months_on(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def _is_narrowed(asked: Asked) -> bool:
    return not asked.is_everything or bool(asked.channel)


def _upper(label: str) -> str:
    return label[:1].upper() + label[1:]


def _lower(label: str) -> str:
    return label if label.startswith("OCOP") else label[:1].lower() + label[1:]
