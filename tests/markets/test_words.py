"""The system speaks Vietnamese on every page of a market."""

import pytest

from shop.payment.vietqr.banks import banks
from tests.factories import make_market, make_official, make_stall, make_user
from tests.journeys.test_only_vietnamese import strange_on

pytestmark = pytest.mark.django_db


def without_names(html: str) -> str:
    """Take away what banks and programs are called."""
    names = {name for bank in banks() for name in (bank.name, bank.short_name)}
    for name in sorted(names | {"Excel", "OCOP"}, key=len, reverse=True):
        html = html.replace(name, "")
    return html


def test_pages_of_markets_are_in_vietnamese(client):
    market = make_market(opens="lunar", open_days="2,7", is_40_since="2023-01-01")
    stall = make_stall(market, phone="+84990555111", rent_vnd=90_000)
    board, province = (
        make_official("market_board", market=market.slug),
        make_official("province_official", province="19"),
    )
    base = f"/ban-quan-ly-cho/{market.slug}"
    pages = {
        None: ["/cho/", "/cho/?loc=hom-nay", "/cho/cho-thai/", f"/quay/{stall.code}/",
               f"/quay/{stall.code}/?tien=50k", f"/quay/{stall.code}/?tien=x"],
        make_user("+84990555111"): [f"/quay/{stall.code}/ban/"],
        board: [f"{base}/", f"{base}/quay-moi/", f"{base}/quay/{stall.code}/",
                f"{base}/quay/{stall.code}/nghi/", f"{base}/nhap/", f"{base}/thong-tin/",
                f"{base}/phi/"],
        province: [f"{base}/cho-4-0/", "/thong-ke/cho/", "/thong-ke/cho/cho-thai/"],
    }  # fmt: skip

    found = {}
    for person, addresses in pages.items():
        if person:
            client.force_login(person)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            if words := strange_on(without_names(answer.content.decode())):
                found[address] = words

    assert found == {}
