"""Sellers, communes and lots for programs."""

import pytest

from tests.factories import make_listing, make_lot, make_seller

pytestmark = pytest.mark.django_db


def test_lists_sellers_who_have_goods(program, tea):
    make_seller("Chưa có hàng")
    closed = make_seller("Đã đóng", may_sell=False, state="closed")
    make_listing(closed, "Chè", state="hidden")

    (row,) = program.get("sellers")["items"]

    assert (row["name"], row["goods"], row["kind"]) == ("HTX chè Tân Cương", 1, "household")


def test_filters_sellers_by_commune_and_kind(program, tea):
    other = make_seller("Hộ Na Rì", commune="05692", kind="cooperative")
    make_listing(other, "Miến")

    assert [r["name"] for r in program.get("sellers?xa=05692")["items"]] == ["Hộ Na Rì"]
    assert [r["name"] for r in program.get("sellers?nguoi-ban=household")["items"]] == [
        "HTX chè Tân Cương"
    ]
    assert len(program.every_page("sellers?limit=1")) == 2


def test_tells_one_seller_without_any_phone(program, seller, tea):
    row = program.get(f"sellers/{seller.partner.code}")

    assert row["story"] == "Làm chè ba đời."
    assert row["quote"] == "Chè ngọt hậu."
    assert row["is_resting"] is False
    assert seller.partner.phone.removeprefix("+84") not in program.answer.content.decode()


def test_tells_a_resting_shop_and_no_closed_one(program, seller):
    resting = make_seller("Nghỉ", may_sell=False, state="paused")
    closed = make_seller("Đóng", may_sell=False, state="closed")

    assert program.get(f"sellers/{resting.partner.code}")["is_resting"] is True
    program.get(f"sellers/{closed.partner.code}", 404)
    program.get("sellers/khong-co", 404)


def test_lists_communes_by_province_with_what_is_on_sale(program, tea):
    rows = program.every_page("communes?tinh=19&limit=50")

    assert len(rows) == 92
    assert [row["code"] for row in rows] == sorted(row["code"] for row in rows)
    here = next(row for row in rows if row["code"] == "05503")
    assert (here["goods"], here["sellers"]) == (1, 1)
    assert here["province"]["code"] == "19"


def test_traces_a_lot_by_its_code_however_it_is_typed(program, tea):
    lot = make_lot(tea)

    plain = program.get(f"lots/{lot.code}")
    typed = program.get(f"lots/{lot.code[:5].lower()}-{lot.code[5:]}")

    assert plain == typed
    assert (plain["state"], plain["product_id"], plain["stars"]) == ("open", tea.pk, 4)
    assert {fact["state"] for fact in plain["facts"]} <= {"checked", "declared", "missing"}


def test_knows_no_other_lot(program, tea):
    for code in ("KKKKKKKKKK", "x", "A" * 40):
        assert program.get(f"lots/{code}", 404)["status"] == 404
