"""The payload of a report: plain values that add up and agree with the summary."""

import json
import re

import pytest

from common.numbers import format_number
from stats import queries
from stats.figures import Breakdown, Sales
from stats.period import read_period
from stats.reports import payload as payloads
from stats.reports.tables import RowsDoNotAddUp, sets_table
from stats.scopes import Scope
from tests.stats.builders import BUYER_NAME, BUYER_PHONE
from tests.stats.report_market import DEFINITIONS, PLAN, build, make_market

pytestmark = pytest.mark.django_db


@pytest.fixture
def market():
    make_market()


def plain(value) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(one) for key, one in value.items())
    if isinstance(value, list):
        return all(plain(one) for one in value)
    return value is None or isinstance(value, str | int)


def words_of(sentence: list[dict]) -> str:
    return "".join(part["text"] for part in sentence).replace("\xa0", " ")


def test_holds_nothing_but_plain_values(market):
    payload = build()

    assert plain(payload)
    assert json.loads(json.dumps(payload)) == payload


def test_rows_less_what_is_counted_twice_give_each_total(market):
    payload = build()

    for table in payload["tables"]:
        for place, column in enumerate(table["columns"]):
            total = (table["total"] or [None] * 99)[place]
            if column["kind"] not in ("count", "vnd", "grams") or total is None:
                continue
            twice = (table["repeated"] or [0] * 99)[place] or 0
            assert sum(row[place] for row in table["rows"]) + twice == total, column


def test_totals_of_all_tables_are_those_of_the_summary(market):
    page = queries.summary(period=read_period({}))

    payload = build()

    assert page.total.completed_vnd > 0
    for code, label in (("xa", 1), ("nhom", 1), ("sao", 1), ("thang", 0)):
        total = payloads.table_of(payload, code)["total"]
        assert total[label] == "Cộng"
        assert total[label + 1 : label + 5] == [
            page.total.placed,
            page.total.completed,
            page.total.completed_vnd,
            page.total.completed_g,
        ]


def test_orders_with_two_sets_stand_in_a_row_of_their_own(market):
    table = payloads.table_of(build(), "nhom")

    assert table["repeated"][1] == "Trừ đơn có nhiều nhóm hàng"
    assert table["repeated"][3] < 0
    assert table["repeated"][4:6] == [0, 0]


def test_rows_that_lose_money_make_no_table(market):
    page = queries.summary(period=read_period({}))
    wrong = Breakdown(page.sets.rows[1:], page.sets.total, Sales())
    page = page.__class__(**{**page.__dict__, "sets": wrong})

    with pytest.raises(RowsDoNotAddUp):
        sets_table(page)


def test_five_sentences_repeat_the_numbers_of_the_tables(market):
    payload = build()
    totals = payload["totals"]

    said = [words_of(sentence) for sentence in payload["sentences"]]

    assert len(said) == 5
    assert totals["completed_vnd"] > 100_000
    millions = format_number(totals["completed_vnd"] / 1_000_000, 1)
    assert f"đạt {millions} triệu đồng" in said[0]
    change = (totals["completed_vnd"] - totals["before_completed_vnd"]) * 100
    percent = format_number(change / totals["before_completed_vnd"], 1).removesuffix(",0")
    assert f"tăng {percent} % so với cùng kỳ" in said[0]
    assert said[1].startswith(f"Có {format_number(totals['completed'])} giao dịch thành công")
    assert said[2].startswith(f"{totals['selling']} cơ sở có giao dịch thành công")
    communes = payloads.table_of(payload, "xa")
    best = max(communes["rows"], key=lambda row: row[4])
    assert f"riêng {best[1][0].lower()}{best[1][1:]}" in said[3]
    assert said[4].startswith("Đã đạt 1 trong 2 chỉ tiêu giao")
    assert "còn thiếu cơ sở tự đăng bán" in said[4]


def test_numbers_are_the_bold_parts(market):
    for sentence in build()["sentences"]:
        for part in sentence:
            assert part["bold"] == bool(re.match(r"\d", part["text"])), part


def test_without_a_plan_the_fifth_sentence_tells_what_was_lost(market):
    said = words_of(build(plan=())["sentences"][4])

    assert said.startswith("Trong kỳ có 1 đơn hủy và 1 đơn trả hàng")


def test_plan_rows_say_what_is_missing(market):
    table = payloads.table_of(build(), "chi-tieu")

    assert [row[:5] for row in table["rows"]] == [
        [PLAN[0].label, "sản phẩm", 2500, 2500, "đạt"],
        [PLAN[1].label, "cơ sở", 300, 287, "còn thiếu 13"],
    ]


def test_only_definitions_of_what_it_says_stand_in_it(market):
    other = DEFINITIONS[0]._replace(id="F9")

    payload = build(definitions=(*DEFINITIONS, other))

    assert [one["id"] for one in payload["definitions"]] == ["T1", "T4"]


def test_a_month_tells_the_year_so_far_as_well(market):
    said = words_of(build(words={"ky": "thang"})["sentences"][0])

    month_is_year = read_period({}).last.month == 1
    assert ("lũy kế từ đầu năm đạt" in said) is not month_is_year


def test_one_commune_holds_nothing_of_the_others(market):
    payload = build(Scope(frozenset({"05503"})))

    assert [row[0] for row in payloads.table_of(payload, "xa")["rows"]] == ["05503"]
    assert "05692" not in json.dumps(payload)
    assert payload["bars"]["of"] == "sets"
    assert payload["scope"]["label"].endswith("Tân Cương")


def test_nobody_who_bought_is_in_it(market):
    text = json.dumps(build(), ensure_ascii=False)

    assert BUYER_NAME not in text
    assert BUYER_PHONE.removeprefix("+84") not in text


def test_an_empty_market_has_a_report_too(db):
    payload = build(plan=())

    assert payload["totals"]["completed"] == 0
    assert words_of(payload["sentences"][1]) == "Có 0 giao dịch thành công."


def test_checksum_does_not_depend_on_the_order_of_keys(market):
    payload = build()
    turned = dict(reversed(payload.items()))

    assert list(turned) != list(payload)
    assert payloads.checksum(turned) == payloads.checksum(payload)
