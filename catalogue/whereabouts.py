"""Where a commune lies: on the tile map, from Hà Nội, and which communes touch it."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from django.utils.safestring import SafeString

from common.charts.tiles import Tile, locator_map
from common.money import NBSP
from places.models import Commune

_HANOI = (21.0285, 105.8542)
_EARTH_KM = 6371
_NEAR = (-1, 0, 1)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One square of the nine around a commune, itself in the middle."""

    name: str
    url: str
    goods: int
    is_here: bool


def communes_on_map(province_id: int) -> list[Commune]:
    """Return the present communes of a province that have a tile. 1 query."""
    return list(Commune.objects.current().on_tile_map().filter(province=province_id))


def locator_of(commune: Commune, communes: list[Commune]) -> SafeString | str:
    """Draw the small map with the commune filled; nothing when it has no tile."""
    if commune.tile_col is None:
        return ""
    tiles = [
        Tile(c.code, c.full_name, c.tile_col, c.tile_row, is_current=c.pk == commune.pk)
        for c in communes
    ]
    return locator_map(tiles, title=f"{commune.title} trên bản đồ tỉnh")


def around(
    commune: Commune, communes: list[Commune], goods: dict[str, int]
) -> list[Neighbour | None]:
    """Return the nine squares around a commune row by row; None where the map is empty."""
    if commune.tile_col is None:
        return []
    placed = {(c.tile_col, c.tile_row): c for c in communes}
    squares = [
        placed.get((commune.tile_col + right, commune.tile_row + down))
        for down in _NEAR
        for right in _NEAR
    ]
    return [
        Neighbour(c.name, c.get_absolute_url(), goods.get(c.code, 0), c.pk == commune.pk)
        if c
        else None
        for c in squares
    ]


def distance_words(commune: Commune | None) -> str:
    """Say how far Hà Nội is as the crow flies, to ten kilometres."""
    if commune is None or commune.lat is None:
        return ""
    lat, lon = radians(float(commune.lat)), radians(float(commune.lon))
    lat_h, lon_h = radians(_HANOI[0]), radians(_HANOI[1])
    chord = sin((lat - lat_h) / 2) ** 2 + cos(lat) * cos(lat_h) * sin((lon - lon_h) / 2) ** 2
    km = 2 * _EARTH_KM * asin(sqrt(chord))
    return f"Cách Hà{NBSP}Nội khoảng {round(km / 10) * 10}{NBSP}km đường chim bay."
