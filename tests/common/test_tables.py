"""Tables drawn on the server."""

from django.utils.safestring import SafeString

from common.tables import Cell, Column, columns_of, draw_table


def test_text_is_escaped_and_safe_cells_are_taken_as_they_are():
    html = draw_table(
        columns_of("Tên <b>", "Số"),
        [("A & B", Cell("1", url="/x?a=1&b=2")), (SafeString("<i>C</i>"), "2")],
        caption='Bảng "mẫu"',
    )

    assert "Tên &lt;b&gt;" in html
    assert '<th scope="row">A &amp; B</th>' in html
    assert '<td class="is-number"><a href="/x?a=1&amp;b=2">1</a></td>' in html
    assert "<i>C</i>" in html
    assert "Bảng &quot;mẫu&quot;" in html


def test_heading_sorts_and_says_how_it_is_sorted():
    html = draw_table([Column("Giá trị", True, "?s=1", "descending")], [("1",)], caption="x")

    assert 'aria-sort="descending"><a href="?s=1">Giá trị ▼</a>' in html


def test_total_stands_in_the_foot_and_badges_stand_out():
    html = draw_table(
        columns_of("Tên", "Số"),
        [("A", Cell("hết hạn", badge="wait"))],
        caption="x",
        foot=("Cộng", "3"),
    )

    assert '<span class="badge badge--wait">hết hạn</span>' in html
    assert '<tfoot><tr><th scope="row">Cộng</th>' in html
