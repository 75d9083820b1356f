"""One form makes one order, however often and whenever it is sent (R4)."""

import pytest

from tests.races import FORMS
from tests.races.shoppers import fill_checkout, outcome, take, together, walk_to_checkout

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

PRESSES = 10


def test_makes_one_order_of_ten_presses_at_once(on_either):
    (goods,) = on_either.list_goods("Miến", stock=FORMS * PRESSES)

    for serial in range(1, FORMS + 1):
        shopper = walk_to_checkout(on_either.address, goods, serial)
        answers = together([shopper.order_button.send] * PRESSES)

        ended = outcome(answers, goods)
        assert ended.problems == []
        assert len(ended.placed) == PRESSES
        assert len({answer.location for answer in answers}) == 1
        assert len(on_either.ledger.orders(goods.id)) == serial
        assert on_either.ledger.allocated(goods.id) == serial
    assert on_either.errors() == []


def test_leads_to_the_same_order_a_day_later(on_either):
    """The old form is sent from an old tab, while the shopper fills a new basket."""
    (goods,) = on_either.list_goods("Mật ong", stock=10)
    shopper = walk_to_checkout(on_either.address, goods, 1)
    answers = together([shopper.order_button.send] * PRESSES)
    shopper.browser.remember(answers[0])
    (number,) = on_either.ledger.orders(goods.id)

    on_either.ledger.age(number)
    take(shopper.browser, goods)
    new_form = fill_checkout(shopper.browser, 1)
    late = shopper.order_button.send()
    with_new_cookies = shopper.browser.request("POST", "/dat-hang/", shopper.order_button.body)
    later = with_new_cookies.send()

    assert {late.location, later.location} == {answers[0].location}
    assert on_either.ledger.orders(goods.id) == [number]
    assert on_either.ledger.baskets(goods.id) == {"Submitted": 1, "Open": 1}
    assert len(outcome([new_form.send()], goods).placed) == 1
    assert len(on_either.ledger.orders(goods.id)) == 2
    assert on_either.errors() == []
