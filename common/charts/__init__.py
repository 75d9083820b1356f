"""Charts drawn on the server as SVG; classes carry the look (60-charts.css)."""

from common.charts.bars import (
    RankRow,
    SharePart,
    plan_bar,
    rank_bars,
    share_bar,
)
from common.charts.lines import LineSeries, month_line, sparkline
from common.charts.multiples import small_multiples
from common.charts.tiles import Tile, legend, locator_map, tile_map

__all__ = [
    "LineSeries",
    "RankRow",
    "SharePart",
    "Tile",
    "legend",
    "locator_map",
    "month_line",
    "plan_bar",
    "rank_bars",
    "share_bar",
    "small_multiples",
    "sparkline",
    "tile_map",
]
