"""Find the present commune that a row of a list means, by code or by any name it ever had."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from common.errors import BusinessRuleError
from common.text import canonical_tone, fold
from places.models import Commune, CommuneLink

_KIND = re.compile(r"^(xa|phuong|dac khu|thi tran|x|p|tt)\s+(?=\S)")
_KINDS = {
    "xa": "xã", "x": "xã", "phuong": "phường", "p": "phường", "dac khu": "đặc khu",
    "thi tran": "thị trấn", "tt": "thị trấn",
}  # fmt: skip


class PlaceNotFound(BusinessRuleError):
    """No commune, or more than one, is meant; the message says what to write."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A name that a commune has, or that a unit had which it took in."""

    code: str
    kind: str
    #: With its accents: Văn Lang is not Văn Lăng.
    name: str
    #: Folded; empty for a present name.
    district: str = ""
    is_former: bool = False


@dataclass
class CommuneBook:
    """The communes of one province as they are today, and what they used to be."""

    titles: dict[str, str]
    names: dict[str, list[_Named]]
    _known: dict[tuple[str, str, str], str | PlaceNotFound] = field(default_factory=dict)

    def resolve(self, *, code: str = "", name: str = "", district: str = "") -> str:
        """Return the code of the commune. Asks the database nothing.

        A code that exists today is taken as it is: of the units that were put together in
        July 2025 one gave its code to the whole. Other codes need the name as well. A name is
        looked up among present and former ones; a ``district`` only exists in old lists.
        Raises ``PlaceNotFound``.
        """
        asked = (code, name, district)
        if asked not in self._known:
            try:
                self._known[asked] = self._find(*asked)
            except PlaceNotFound as problem:
                self._known[asked] = problem
        found = self._known[asked]
        if isinstance(found, PlaceNotFound):
            raise found
        return found

    def _find(self, code: str, name: str, district: str) -> str:
        code = code.zfill(5) if code.isascii() and code.isdigit() else code
        meant = self._named(name, district) if name else []
        codes = {one.code for one in meant}
        if code in self.titles:
            if name and code not in codes:
                raise PlaceNotFound(f"Mã xã {code} là {self.titles[code]}, không phải “{name}”.")
            return code
        if not name:
            raise PlaceNotFound(
                f"Mã xã “{code}” không có từ tháng 7/2025. Ghi mã mới, hoặc thêm tên xã."
                if code
                else "Chưa ghi xã. Ghi mã xã hoặc tên xã."
            )
        if not codes:
            raise PlaceNotFound(f"Không có xã “{name}” trong tỉnh. Kiểm tra lại tên xã.")
        if len(codes) > 1:
            places = "; ".join(f"{self.titles[one]} ({one})" for one in sorted(codes))
            raise PlaceNotFound(f"“{name}” nay thuộc nhiều nơi: {places}. Ghi thêm mã xã mới.")
        return codes.pop()

    def _named(self, name: str, district: str) -> list[_Named]:
        folded, district = fold(name), fold(district)
        found = list(self.names.get(folded, ()))
        if match := _KIND.match(folded):
            kind = _KINDS[match[1]]
            found += [n for n in self.names.get(folded[match.end() :], ()) if n.kind == kind]
        spelt = _spelt(name)
        found = [n for n in found if spelt.endswith(n.name)] or found
        if district:
            bare = re.sub(r"^(?:huyen|thanh pho|thi xa|tp|tx|h)\s+(?=\S)", "", district)
            old = [n for n in found if n.is_former and f" {bare} " in f" {n.district} "]
            return old or found
        return found


def _spelt(name: str) -> str:
    return canonical_tone(name).casefold()


def commune_book(province_code: str) -> CommuneBook:
    """Return the book of a province. 2 queries."""
    names: dict[str, list[_Named]] = defaultdict(list)
    communes = list(Commune.objects.in_province(province_code).current())
    for commune in communes:
        names[commune.name_folded].append(_Named(commune.code, commune.kind, _spelt(commune.name)))
    links = CommuneLink.objects.filter(new__in=communes).select_related("new")
    for link in links:
        names[link.old_name_folded].append(
            _Named(
                link.new.code,
                link.old_kind,
                _spelt(link.old_name),
                fold(link.old_district),
                is_former=True,
            )
        )
    titles = {commune.code: commune.full_name for commune in communes}
    return CommuneBook(titles, dict(names))
