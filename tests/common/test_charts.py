"""The system draws charts that need no script and hide what must be hidden."""

from xml.etree import ElementTree

import pytest
from django.utils.safestring import SafeString

from common.charts import (
    LineSeries,
    RankRow,
    SharePart,
    Tile,
    legend,
    locator_map,
    month_line,
    plan_bar,
    rank_bars,
    share_bar,
    small_multiples,
    sparkline,
    tile_map,
)
from common.charts.svg import axis_ticks, step_of

BREAKS = (5, 15, 30, 60)
HOSTILE = '<script>alert("x")</script>'
TILES = [
    Tile("05503", "Tân Cương", 2, 13, 118.1, "118,1", "/thong-ke/xa/05503/"),
    Tile("05719", "Sảng Mộc", 6, 7, 4711, "ít hơn 3", is_suppressed=True),
    Tile("05818", "La Bằng", 0, 12, 71.6, "71,6", is_current=True),
    Tile("05800", HOSTILE, 0, 10),
]
CHARTS = {
    "rank": rank_bars([RankRow("Tân Cương", 118.1), RankRow(HOSTILE, 3)], "triệu"),
    "rank, empty": rank_bars([], "triệu"),
    "line": month_line([LineSeries(HOSTILE, [1, None, 3]), LineSeries("Cũ", [2], True)]),
    "line, empty": month_line([]),
    "line, zeros": month_line([LineSeries("2026", [0, 0])]),
    "spark": sparkline([3, 2, None, 5]),
    "spark, empty": sparkline([]),
    "plan": plan_bar(129, 120, label=HOSTILE),
    "plan, zero": plan_bar(0, 0),
    "share": share_bar([SharePart("Chè", 54), SharePart(HOSTILE, 46)]),
    "share, empty": share_bar([]),
    "small": small_multiples([([1, 4], [2, 2])], titles=[HOSTILE], names=["T1", "T2"])[0],
    "small, empty": small_multiples([([], [])], titles=["Chè"], names=[])[0],
    "small, one month": small_multiples([([3], [1])], titles=["Chè"], names=["T1"])[0],
    "tiles": tile_map(TILES, BREAKS),
    "tiles, empty": tile_map([], BREAKS),
    "locator": locator_map(TILES),
    "legend": legend(BREAKS),
}


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS.keys())
def test_every_chart_is_well_formed_and_tells_its_content_in_words(chart):
    root = ElementTree.fromstring(chart)

    assert isinstance(chart, SafeString)
    assert root.find("title").text
    assert root.find("desc") is not None
    assert root.get("role") in {"img", "group"}
    assert "<script" not in chart
    assert "style=" not in chart


def test_a_suppressed_tile_is_hatched_and_its_value_is_nowhere():
    chart = tile_map(TILES, BREAKS)

    assert 'class="tile tile--suppressed"' in chart
    assert 'fill="url(#tile-map-hatch)"' in chart
    assert "4711" not in chart.replace(".", "")
    assert "ít hơn 3" in chart


def test_a_tile_shows_its_step_its_link_and_where_the_reader_is():
    chart = tile_map(TILES, BREAKS)

    assert 'class="tile tile--5 is-current"' in chart
    assert 'href="/thong-ke/xa/05503/"' in chart
    assert 'class="tile tile--none"' in chart
    assert 'role="group"' in chart


def test_a_ranking_is_an_image_unless_its_bars_lead_somewhere():
    still = rank_bars([RankRow("A", 3), RankRow("B", 1)], "hộ")
    leading = rank_bars([RankRow("A", 3, "/a/"), RankRow("B", 1)], "hộ")

    assert 'role="img"' in still
    assert 'role="group"' in leading
    assert 'role="img"' not in leading


def test_the_locator_fills_one_tile_only():
    assert locator_map(TILES).count("is-current") == 1


@pytest.mark.parametrize(
    ("value", "step"), [(0, 1), (4.9, 1), (5, 2), (29, 3), (30, 4), (60, 5), (999, 5)]
)
def test_a_break_is_the_lower_edge_of_its_step(value, step):
    assert step_of(value, BREAKS) == step


@pytest.mark.parametrize("highest", [0.3, 1, 3, 11.6, 99, 262, 1_000, 87_654, 5e9])
def test_axes_start_at_zero_and_hold_the_highest_value(highest):
    ticks = axis_ticks(highest)

    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert 2 <= len(ticks) <= 5


def test_figures_in_one_ranking_have_the_same_decimals():
    chart = rank_bars([RankRow("A", 84), RankRow("B", 79.1)], "triệu đồng")

    assert ">84,0<" in chart
    assert "A: 84,0 triệu đồng" in chart


def test_a_month_without_a_figure_breaks_the_line():
    chart = month_line([LineSeries("2026", [1, 2, None, 2, 1])])

    path = ElementTree.fromstring(chart).find(".//path").get("d")

    assert path.count("M") == 2


def test_end_labels_do_not_cover_each_other():
    chart = month_line([LineSeries("2026", [5, 5]), LineSeries("2025", [5, 5], True)])

    labels = [
        float(text.get("y"))
        for text in ElementTree.fromstring(chart).iter("text")
        if "chart-line__label" in text.get("class")
    ]

    assert abs(labels[0] - labels[1]) >= 16


def test_a_plan_reached_looks_different_from_one_that_is_not():
    assert "chart-plan__fill--reached" in plan_bar(120, 120)
    assert "chart-plan__fill--reached" not in plan_bar(119, 120)


def test_small_multiples_share_one_scale():
    high, low = small_multiples(
        [([0, 100], []), ([0, 50], [])], titles=["A", "B"], names=["1", "2"]
    )

    ends = [
        float(ElementTree.fromstring(chart).find(".//path").get("d").split()[-1])
        for chart in (high, low)
    ]
    bottom, top = 88, 8
    assert ends == [top, (bottom + top) / 2]
