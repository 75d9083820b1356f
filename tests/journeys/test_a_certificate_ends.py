"""The minute a certificate lapses, every page follows: the date in Vietnam decides."""

import datetime as dt

import pytest
import time_machine

from common.dates import VIETNAM
from stats import new_day
from stats.models import InventoryCell
from tests import factories

pytestmark = pytest.mark.django_db
LAST_MINUTE = dt.datetime(2026, 12, 31, 23, 59, tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def a_process_that_has_seen_no_day(monkeypatch):
    monkeypatch.setattr(new_day, "_done", {})


def shown(client, official, tea) -> dict[str, bool]:
    """Tell on which pages the product counts as recognised."""

    def read(address: str, browser=client) -> str:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode().replace("\xa0", " ")

    # Further down the board tells of what has lapsed.
    board = read("/thong-ke/ocop/", official).partition('id="da-het-han"')[0]
    stats = {
        "goods of officials": tea.title in read("/thong-ke/san-pham/?loc=ocop", official),
        "board of officials": f"/thong-ke/nguoi-ban/{tea.partner_id}/" in board,
        "cells": InventoryCell.objects.filter(
            commune_code="05503", set_code="", stars=-1, ocop_listings=1
        ).exists(),
        "cells by stars": InventoryCell.objects.filter(commune_code="05503", stars=4).exists(),
    }
    return stats | {
        "product page": "badge--ocop" in read(tea.get_absolute_url()),
        "card": "badge--ocop" in read("/san-pham/"),
        "search": "badge--ocop" in read("/tim-kiem/?q=moc+cau"),
        "star filter": tea.title in read("/san-pham/?sao=3"),
        "filter of four stars": tea.title in read("/san-pham/?sao=4"),
        "first page": "OCOP bốn và năm sao" in read("/"),
        "trace page": "Chứng nhận OCOP 4 sao còn hạn" in read(f"/truy-xuat/{tea.lots.get().code}/"),
        "storefront": "OCOP 4 sao" in read(tea.partner.get_absolute_url()),
    }


def test_every_page_follows_in_the_minute_a_certificate_ends(client):
    from django.test import Client

    with time_machine.travel(LAST_MINUTE, tick=False) as clock:
        official = Client()
        official.force_login(factories.make_official("province_official", province="19"))
        tea = factories.make_listing(factories.make_seller(), "Chè móc câu Tân Cương")
        factories.make_lot(tea)
        factories.make_certificate(tea, days_left=0)
        on_the_last_day = shown(client, official, tea)

        clock.shift(60)  # 00:00 in Vietnam, 17:00 of the day before in UTC
        after = shown(client, official, tea)

        factories.make_certificate(tea, days_left=100)
        renewed = shown(client, official, tea)

    assert [k for k, v in on_the_last_day.items() if not v] == []
    assert [k for k, v in after.items() if v] == []
    assert [k for k, v in renewed.items() if not v] == []
