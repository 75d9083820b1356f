"""Questions about places: choices for a form, and finding a commune by any name."""

import re
import time
from dataclasses import dataclass
from functools import lru_cache

from common.text import fold, sort_key
from places.models import Commune, CommuneLink, Province

_KIND_WORDS = re.compile(r"^(?:xa|phuong|dac khu|thi tran|x|p|tt)\s+(?=\S)")
_EXACT, _STARTS, _CONTAINS = range(3)
#: Places change by law, once in years: a process reads its lists again after so many seconds.
_KEEP_S = 600


@dataclass(frozen=True, slots=True)
class PlaceOption:
    """One line of a select: the code to store and the words to show."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class CommuneMatch:
    """A commune found by its name, or by the name of a unit it took in.

    ``former_name`` is empty when the present name matched. ``is_partial`` means that
    the former unit was split: the person has to choose.
    """

    code: str
    full_name: str
    province_name: str
    former_name: str = ""
    former_district: str = ""
    is_partial: bool = False


def provinces_for_select() -> tuple[PlaceOption, ...]:
    """Return all provinces in Vietnamese alphabetical order. 1 query, kept for ten minutes."""
    return _provinces(_turn())


def communes_for_select(province_code: str) -> tuple[PlaceOption, ...]:
    """Return the present communes of a province, alphabetically.

    1 query, kept for ten minutes.
    """
    return _communes(province_code, _turn())


def forget_lists() -> None:
    """Read the lists again: the places were changed by this process."""
    _provinces.cache_clear()
    _communes.cache_clear()


def _turn() -> int:
    return int(time.monotonic() // _KEEP_S)


@lru_cache(maxsize=2)
def _provinces(turn: int) -> tuple[PlaceOption, ...]:
    found = sorted(Province.objects.all(), key=lambda row: sort_key(row.name))
    return tuple(PlaceOption(row.code, row.name) for row in found)


@lru_cache(maxsize=128)
def _communes(province_code: str, turn: int) -> tuple[PlaceOption, ...]:
    communes = Commune.objects.in_province(province_code).current()
    found = sorted(communes, key=lambda row: sort_key(row.name))
    return tuple(PlaceOption(row.code, row.full_name) for row in found)


def find_communes(
    text: str, *, province_code: str | None = None, limit: int = 20
) -> list[CommuneMatch]:
    """Return communes whose present or former name holds ``text``, best first.

    Text after a comma (``Phúc Trìu, TP Thái Nguyên``) only orders the result. 2 queries.
    """
    name, _, rest = text.partition(",")
    wanted = _spellings(fold(name))
    if not wanted:
        return []
    area = fold(rest)
    ranked = []
    for commune in _present(wanted, province_code):
        match = _present_match(commune)
        ranked.append((_rank(commune.name_folded, wanted), 0, area, match))
    seen = {match.code for _, _, _, match in ranked}
    for link in _former(wanted, province_code):
        if link.new.code not in seen:
            match = _former_match(link)
            ranked.append((_rank(link.old_name_folded, wanted), 1, area, match))
    ranked.sort(key=_order)
    return [match for _, _, _, match in ranked[:limit]]


def _spellings(folded: str) -> list[str]:
    """Return the name as typed and without a leading kind word.

    Both are needed: "phuong tien" is xã Phượng Tiến as well as "phường Tiến…".
    The last one is the shortest, so a name that holds any of them holds that one.
    """
    bare = _KIND_WORDS.sub("", folded)
    return [spelling for spelling in dict.fromkeys((folded, bare)) if spelling]


def _present(wanted: list[str], province_code: str | None) -> list[Commune]:
    communes = Commune.objects.current().select_related("province")
    if province_code:
        communes = communes.in_province(province_code)
    return list(communes.filter(name_folded__contains=wanted[-1]))


def _former(wanted: list[str], province_code: str | None) -> list[CommuneLink]:
    links = CommuneLink.objects.filter(new__in=Commune.objects.current()).select_related(
        "new__province"
    )
    if province_code:
        links = links.filter(new__province__code=province_code)
    return list(links.filter(old_name_folded__contains=wanted[-1]))


def _rank(folded: str, wanted: list[str]) -> int:
    if folded in wanted:
        return _EXACT
    return _STARTS if folded.startswith(tuple(wanted)) else _CONTAINS


def _order(entry: tuple[int, int, str, CommuneMatch]) -> tuple:
    rank, is_former, area, match = entry
    around = fold(f"{match.former_district} {match.province_name}")
    return (rank, not (area and area in around), is_former, sort_key(match.full_name))


def _present_match(commune: Commune) -> CommuneMatch:
    return CommuneMatch(
        code=commune.code,
        full_name=commune.full_name,
        province_name=commune.province.name,
    )


def _former_match(link: CommuneLink) -> CommuneMatch:
    return CommuneMatch(
        code=link.new.code,
        full_name=link.new.full_name,
        province_name=link.new.province.name,
        former_name=link.old_full_name,
        former_district=link.old_district,
        is_partial=link.kind == CommuneLink.Kind.PARTIAL,
    )
