"""Figures of the officials' pages, drawn on the server; import them from here."""

from stats.drawings.figure import MILLION, Figure, millions
from stats.drawings.maps import commune_map, commune_ranking, locator, near, side_of
from stats.drawings.months import (
    Course,
    SmallMultiples,
    against_mean,
    buyers_figure,
    month_figure,
    multiples,
)
from stats.drawings.parts import key_list, part_figure, set_figure
from stats.drawings.plans import plan_lines, plan_title

__all__ = [
    "MILLION",
    "Course",
    "Figure",
    "SmallMultiples",
    "against_mean",
    "buyers_figure",
    "commune_map",
    "commune_ranking",
    "key_list",
    "locator",
    "millions",
    "month_figure",
    "multiples",
    "near",
    "part_figure",
    "plan_lines",
    "plan_title",
    "set_figure",
    "side_of",
]
