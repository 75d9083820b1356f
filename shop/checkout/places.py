"""Finding the commune of an address by any name people know: present, former, or a district's."""

import re
from dataclasses import dataclass

from common.text import fold
from places.models import Commune, CommuneLink
from places.queries import CommuneMatch, find_communes

MAX_FOUND = 10
MAX_TYPED = 80
MIN_TYPED = 2
_KIND = re.compile(r"^(?:xa|phuong|dac khu|thi tran|x|p|tt)\s+(?=\S)")
_DISTRICT_KIND = re.compile(r"^(?:huyen|thanh pho|thi xa|tp|tx|h|q|quan)\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A commune that the typed words may mean; ``was`` tells of its former name."""

    code: str
    title: str
    province: str
    was: str = ""


def search_places(typed: str, *, province_code: str = "") -> list[FoundPlace]:
    """Return at most ``MAX_FOUND`` communes, best first, those of the province before others.

    Nothing for fewer than two letters. 3 queries, 5 with a province.
    """
    words = typed[:MAX_TYPED]
    if len(fold(words)) < MIN_TYPED:
        return []
    matches = find_communes(words, limit=3 * MAX_FOUND)
    if province_code.isascii() and province_code.isdigit():
        near = find_communes(words, province_code=province_code, limit=MAX_FOUND)
        matches = near + matches
    name = fold(words.partition(",")[0])
    named = [match for match in matches if _is_named(match, name)]
    rows = [_found(match) for match in named]
    rows += _of_district(name)
    rows += [_found(match) for match in matches if match not in named]
    found: dict[str, FoundPlace] = {}
    for row in rows:
        found.setdefault(row.code, row)
    return list(found.values())[:MAX_FOUND]


def current_commune(code: str) -> Commune | None:
    """Return the commune of a present code with its province. 1 query, none for other words."""
    if not (len(code) == 5 and code.isascii() and code.isdigit()):
        return None
    return Commune.objects.current().select_related("province").filter(code=code).first()


def _is_named(match: CommuneMatch, name: str) -> bool:
    own = fold(match.former_name or match.full_name)
    return name in (own, _KIND.sub("", own))


def _of_district(name: str) -> list[FoundPlace]:
    """Return the communes that took in units of a former district. 1 query."""
    bare = _DISTRICT_KIND.sub("", name)
    links = CommuneLink.objects.filter(new__in=Commune.objects.current())
    rows = links.order_by("new__name_folded", "new__code").values_list(
        "old_district", "new__code", "new__kind", "new__name", "new__province__name"
    )
    found = []
    for districts, code, kind, commune, province in rows.distinct():
        for district in _parts(districts):
            if bare == _DISTRICT_KIND.sub("", fold(district)):
                title = f"{kind.capitalize()} {commune}"
                was = f"trước đây thuộc {_district_words(district)}"
                found.append(FoundPlace(code, title, province, was))
    return found


def _found(match: CommuneMatch) -> FoundPlace:
    title = match.full_name[:1].upper() + match.full_name[1:]
    if not match.former_name:
        return FoundPlace(match.code, title, match.province_name)
    part = "một phần " if match.is_partial else ""
    # A commune made of several districts does not tell which of them the unit lay in.
    districts = _parts(match.former_district)
    where = f", {_district_words(districts[0])}" if len(districts) == 1 else ""
    was = f"trước đây là {part}{match.former_name}{where}"
    return FoundPlace(match.code, title, match.province_name, was)


def _parts(districts: str) -> list[str]:
    return [district.strip() for district in districts.split("/") if district.strip()]


def _district_words(district: str) -> str:
    return district if _DISTRICT_KIND.match(fold(district)) else f"huyện {district}"
