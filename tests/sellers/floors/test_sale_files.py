"""Orders of another floor from a file: each once, whatever comes again, in part or corrected."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.dates import VIETNAM
from common.spreadsheets import UnreadableFile
from sellers.floors import sale_files, sale_rows, selling
from sellers.models import FloorSale, FloorSaleFile
from shop.invariants.stock import stock_is_its_movements
from shop.partner import stock
from shop.partner.models import StockMovement, StockRecord
from tests.encodings import ENCODINGS
from tests.factories import make_preorder, make_seller
from tests.sellers.floors.lists import (
    HEAD,
    ROWS,
    WHOLE,
    enter,
    handed_in,
    left,
    lines,
    listed,
    written_by_hand,
)
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_long_ago")]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_list_says_the_same_in_every_encoding(seller, tea, noodles, encoding):
    assert enter(seller, ENCODINGS[encoding](WHOLE)) == {"take": 2}

    assert (left(tea), left(noodles)) == (7, 8)
    assert {str(sale.sold_on) for sale in FloorSale.objects.all()} == {"2026-11-20", "2026-11-21"}
    assert stock_is_its_movements().broken == 0


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_same_list_again_in_another_encoding_changes_nothing(seller, tea, noodles, encoding):
    enter(seller, WHOLE)

    assert enter(seller, ENCODINGS[encoding](WHOLE)) == {"same": 2}
    assert (left(tea), left(noodles), FloorSale.objects.count()) == (7, 8, 2)


def test_a_part_of_a_list_then_all_of_it_counts_each_order_once(seller, tea, noodles):
    assert enter(seller, lines(ROWS[0])) == {"take": 1}

    assert enter(seller, WHOLE) == {"take": 1, "same": 1}
    assert (left(tea), left(noodles)) == (7, 8)


def test_another_quantity_is_said_and_changed_with_a_tick_only(seller, tea):
    enter(seller, lines("PM-1;Chè nõn tôm;3;20/11/2026;;;"))
    corrected = lines("PM-1;Chè nõn tôm;5;20/11/2026;;;")

    (row,) = sale_files.preview(handed_in(seller, corrected))
    assert row.words == "Trước ghi 3, tệp này ghi 5 gói. Chưa đổi gì."
    assert enter(seller, corrected) == {"same": 1}
    assert left(tea) == 7

    assert enter(seller, corrected, ticked=[2]) == {"correct": 1}
    assert left(tea) == 5
    assert enter(seller, corrected) == {"same": 1}
    assert enter(seller, lines("PM-1;Chè nõn tôm;1;20/11/2026;;;"), ticked=[2]) == {"correct": 1}
    sale = FloorSale.objects.get()
    assert (left(tea), sale.quantity, sale.taken) == (9, 1, 1)
    assert stock_is_its_movements().broken == 0


def test_a_corrected_sale_that_does_not_fit_is_a_case(seller, tea):
    enter(seller, lines("PM-1;Chè nõn tôm;3;20/11/2026;;;"))
    stock.allocate(record=StockRecord.objects.get(), quantity=6)

    enter(seller, lines("PM-1;Chè nõn tôm;8;20/11/2026;;;"), ticked=[2])

    sale = FloorSale.objects.get()
    assert (sale.taken, sale.missing, left(tea)) == (4, 4, 6)
    assert sale_files.open_cases(seller.partner) == [sale]


def test_an_order_that_was_called_off_gives_back_what_it_took_once(seller, tea):
    enter(seller, lines("PM-1;Chè nõn tôm;3;20/11/2026;Đã giao;;"))
    off = lines("PM-1;Chè nõn tôm;3;20/11/2026;Đã hủy;;", "PM-9;Chè nõn tôm;1;;Khách hủy;;")

    assert enter(seller, off) == {"back": 1, "same": 1}
    assert enter(seller, off) == {"same": 2}
    # The older list again: called off stays called off.
    assert enter(seller, lines("PM-1;Chè nõn tôm;3;20/11/2026;Đã giao;;")) == {"same": 1}
    assert left(tea) == 10


def test_a_sale_written_by_hand_is_counted_as_one_with_the_file(seller, tea):
    selling.tell(product=tea, floor="postmart")
    by_hand = written_by_hand(tea)
    rows = lines("PM-1;Chè nõn tôm;3;20/11/2026;;;", "PM-2;Chè nõn tôm;3;20/11/2026;;;")

    assert [row.what for row in sale_files.preview(handed_in(seller, rows))] == ["name", "take"]
    assert enter(seller, rows) == {"name": 1, "take": 1}
    assert enter(seller, rows) == {"same": 2}
    by_hand.refresh_from_db()
    assert (by_hand.reference, left(tea)) == ("PM-1", 4)


def test_a_tick_says_that_the_sale_by_hand_was_another(seller, tea):
    written_by_hand(tea)

    assert enter(seller, lines("PM-1;Chè nõn tôm;3;20/11/2026;;;"), ticked=[2]) == {"take": 1}
    assert (left(tea), FloorSale.objects.count()) == (4, 2)


def test_what_was_sold_before_the_stock_was_counted_is_not_taken_again(seller, tea):
    StockMovement.objects.update(at=datetime(2026, 11, 21, 7, tzinfo=VIETNAM))
    old = lines("PM-1;Chè nõn tôm;3;20/11/2026;;;", "PM-2;Chè nõn tôm;1;21/11/2026;;;")

    assert enter(seller, old) == {"same": 1, "take": 1}
    assert left(tea) == 9
    assert enter(seller, old, ticked=[2]) == {"take": 1, "same": 1}
    assert left(tea) == 6


def test_what_the_stock_does_not_hold_is_foretold_row_by_row(seller, tea):
    rows = [f"PM-{n};Chè nõn tôm;6;20/11/2026;;;" for n in range(2)]

    words = [row.words for row in sale_files.preview(handed_in(seller, lines(*rows)))]

    assert words == ["Trừ 6 gói.", "Trừ 4 trong 6 gói. Kho không đủ, còn thiếu 2."]
    enter(seller, lines(*rows))
    assert [sale.taken for sale in FloorSale.objects.order_by("pk")] == [6, 4]
    assert left(tea) == 0


def test_goods_of_a_harvest_to_come_are_not_taken(seller):
    fruit = make_preorder(seller, "Na dai", cap=10)
    StockMovement.objects.update(at=timezone.now() - timedelta(days=60))

    enter(seller, lines("PM-1;Na dai;3;20/11/2026;;;"))

    assert (left(fruit), FloorSale.objects.get().missing) == (10, 3)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (";Chè nõn tôm;1;;;;", "Thiếu mã đơn"),
        ("PM-1;Chè búp;1;;;;", "Không có món “Chè búp”"),
        ("PM-1;;1;;;;", "Thiếu tên hàng"),
        ("PM-1;Chè nõn tôm;0;;;;", "Ghi số nguyên"),
        ("PM-1;Chè nõn tôm;;;;;", "Số lượng còn trống"),
        ("PM-1;Chè nõn tôm;1.000;;;;", "không dấu chấm"),
        ("PM-1;Chè nõn tôm;1,5;;;;", "Ghi số nguyên"),
        ("PM-1;Chè nõn tôm;-2;;;;", "Ghi số nguyên"),
        ("PM-1;Chè nõn tôm;1;31/02/2026;;;", "Không hiểu ngày"),
        ("PM-1;Chè nõn tôm;1;20/12/2026;;;", "chưa tới"),
        ("PM-1;Chè nõn tôm;1;;Đang hoàn hàng;;", "Hàng trả về"),
        ("PM-1;Chè nõn tôm;1;;Chờ hủy;;", "Chưa rõ “Chờ hủy”"),
        (f"{'9' * 61};Chè nõn tôm;1;;;;", "Mã đơn dài quá"),
    ],
)
def test_a_wrong_row_is_named_and_the_others_are_entered(seller, tea, noodles, row, words):
    run = handed_in(seller, lines(row, ROWS[1]))

    assert dict(sale_files.apply(run=run)) == {"refused": 1, "take": 1}

    run.refresh_from_db()
    assert run.refused[0]["number"] == 2
    assert words in run.refused[0]["words"]
    assert (left(tea), left(noodles)) == (10, 8)


def test_rows_of_one_order_that_contradict_each_other_are_all_refused(seller, tea):
    rows = lines("PM-1;Chè nõn tôm;1;;;;", "PM-1;Chè nõn tôm;2;;;;", "PM-2;Chè nõn tôm;1;;;;")

    assert enter(seller, rows) == {"refused": 2, "take": 1}
    assert left(tea) == 9


def test_a_row_that_stands_twice_counts_once(seller, tea):
    assert enter(seller, lines(*["PM-1;Chè nõn tôm;1;;;;"] * 2)) == {"take": 1, "refused": 1}
    assert left(tea) == 9


def test_goods_are_known_by_our_number_and_a_number_against_the_name_is_refused(
    seller, tea, noodles
):
    head = "Mã đơn;Mã hàng;Tên hàng;Số lượng"
    rows = (f"PM-1;{tea.pk};;1", f"PM-2;{tea.pk};Miến dong đỏ;1", "PM-3;SKU-7;Miến dong đỏ;1")

    assert enter(seller, "\n".join([head, *rows])) == {"take": 2, "refused": 1}
    assert (left(tea), left(noodles)) == (9, 9)


def test_two_goods_of_one_name_are_asked_for_by_number(seller, tea):
    listed(seller, "Chè Nõn Tôm")

    assert enter(seller, lines("PM-1;Chè nõn tôm;1;;;;")) == {"refused": 1}


def test_goods_of_another_shop_are_out_of_reach(seller, tea):
    other = listed(make_seller("Hộ khác"), "Chè khác")
    head = "Mã đơn;Mã hàng;Tên hàng;Số lượng"

    assert enter(seller, f"{head}\nPM-1;{other.pk};;1\nPM-2;;Chè khác;1") == {"refused": 2}
    assert left(other) == 10


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Tên;Tuổi\nLan;5", "Không thấy cột: Mã đơn"),
        ("Mã đơn;Số lượng\nPM-1;5", "Mã hàng hoặc Tên hàng"),
        ("Mã đơn;SKU;Mã hàng;Số lượng\n1;1;1;1", "Có hai cột"),
        (HEAD, "không có đơn nào"),
        (b"PK\x03\x04nothing", "Excel bị hỏng"),
        (lines(*["PM-1;Chè;1;;;;"] * 501), "hơn 500 dòng"),
    ],
)
def test_a_file_that_is_no_list_is_refused_before_anything_is_kept(seller, content, words):
    with pytest.raises(UnreadableFile, match=words):
        handed_in(seller, content)
    assert not FloorSaleFile.objects.exists()


def test_an_excel_file_that_unpacks_to_too_much_is_refused(seller, monkeypatch):
    monkeypatch.setattr(sale_rows, "_UNPACKED_BYTES", 1_000)

    with pytest.raises(UnreadableFile, match="lớn quá"):
        handed_in(seller, ENCODINGS["xlsx"](lines(*[f"PM-{n};Chè;1;;;;" for n in range(200)])))


def test_nothing_of_the_buyers_is_kept(seller, tea, noodles):
    run = handed_in(seller, WHOLE)
    assert "PM-1" in str(run.rows)
    assert "Kín" not in str(run.rows)

    sale_files.apply(run=run)
    with connection.cursor() as cursor:
        for table in ("sellers_floor_sale_file", "sellers_floor_sale", "jobs_outbox"):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "0987654321" not in str(cursor.fetchall())


def test_a_newer_list_takes_the_place_of_one_that_was_not_entered(seller, tea, noodles):
    left_lying = handed_in(seller, WHOLE)
    other = handed_in(make_seller("Hộ khác"), WHOLE)
    entered = handed_in(seller, WHOLE)
    sale_files.apply(run=entered)

    handed_in(seller, WHOLE)

    kept = set(FloorSaleFile.objects.values_list("pk", flat=True))
    assert left_lying.pk not in kept
    assert {other.pk, entered.pk} < kept


def test_a_list_is_entered_once_and_goes_on_where_it_broke_off(seller, tea, noodles, monkeypatch):
    run = handed_in(seller, WHOLE)
    true = selling.record_sale

    def breaks_at_the_second(**fields):
        if FloorSale.objects.exists():
            raise ConnectionError
        return true(**fields)

    monkeypatch.setattr(selling, "record_sale", breaks_at_the_second)
    with pytest.raises(ConnectionError):
        sale_files.apply(run=run)
    monkeypatch.setattr(selling, "record_sale", true)

    assert dict(sale_files.apply(run=run)) == {"same": 1, "take": 1}
    run.refresh_from_db()
    with pytest.raises(sale_files.AlreadyEntered):
        sale_files.apply(run=run)
    assert (left(tea), left(noodles)) == (7, 8)


#: Tables in which our own sales and their statistics stand.
_OURS = re.compile(r'"(?:order_|stat_|payment_|basket_|voucher_)\w*"', re.IGNORECASE)


def test_no_statement_touches_our_own_orders_or_statistics(seller, tea, noodles):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        enter(seller, WHOLE)
        enter(seller, lines("PM-1;Chè nõn tôm;5;20/11/2026;;;"), ticked=[2])
        enter(seller, lines("PM-2;Miến dong đỏ;2;;Đã hủy;;"))

    assert len(asked) > 10
    assert [query["sql"] for query in asked if _OURS.search(query["sql"])] == []


def test_the_pattern_would_see_a_read_of_our_sales():
    from shop.order.models import SellerOrder
    from stats.models import SalesMonth

    for model in (SellerOrder, SalesMonth):
        assert _OURS.search(str(model.objects.all().query)), model


@pytest.mark.django_db(transaction=True)
def test_the_same_list_pressed_twice_at_once_counts_once(seller, tea, noodles):
    run = handed_in(seller, WHOLE)

    at_once([lambda: sale_files.apply(run=FloorSaleFile.objects.get(pk=run.pk))] * 3)

    assert (left(tea), left(noodles), FloorSale.objects.count()) == (7, 8, 2)
    assert stock_is_its_movements().broken == 0


@pytest.mark.django_db(transaction=True)
def test_a_list_and_orders_here_at_once_never_oversell(seller, tea):
    rows = [f"PM-{n};Chè nõn tôm;2;20/11/2026;;;" for n in range(4)]
    run = handed_in(seller, lines(*rows))

    at_once(
        [lambda: sale_files.apply(run=FloorSaleFile.objects.get(pk=run.pk))]
        + [lambda: stock.allocate(record=StockRecord.objects.get(), quantity=3)] * 3
    )

    now = StockRecord.objects.get()
    taken = sum(sale.taken for sale in FloorSale.objects.all())
    assert now.num_in_stock == 10 - taken >= now.num_allocated
    assert FloorSale.objects.count() == 4
    assert stock_is_its_movements().broken == 0
