"""Sets of positions do what plain sets and sorting do, on drawn examples."""

import random

import pytest

from shop.search.bits import Posting, Prices, all_positions, bits_of, highest


@pytest.fixture(params=range(5))
def dice(request):
    return random.Random(request.param)


def test_set_is_read_back_in_parts_from_the_highest_down(dice):
    chosen = dice.sample(range(3000), dice.randrange(1, 900))
    bits, down = bits_of(chosen), sorted(chosen, reverse=True)

    assert all_positions(bits) == sorted(chosen)
    for start in (0, 1, 24, len(chosen) - 1, len(chosen), len(chosen) + 5):
        assert highest(bits, start, start + 24) == down[start : start + 24]


def test_posting_follows_what_comes_and_goes(dice):
    posting, known = Posting(), set()
    for position in range(1000):
        posting.add(position)
        known.add(position)
        if position % 3 == 0:
            gone = dice.choice(sorted(known))
            posting.remove(gone)
            known.discard(gone)
        if position % 100 == 0:
            assert posting.bits == bits_of(known)
    assert all_positions(posting.bits) == sorted(known)


def test_prices_are_compared_and_ordered_as_numbers(dice):
    prices, plain = Prices(), {}
    for position in range(400):
        plain[position] = dice.choice([None, 1, 999, 50_000, dice.randrange(1, 10**9)])
        prices.set(position, plain[position])
    prices.known()
    for position in dice.sample(range(400), 100):
        plain[position] = dice.choice([None, dice.randrange(1, 10**6)])
        prices.set(position, plain[position])
    known = {at: price for at, price in plain.items() if price is not None}

    assert all_positions(prices.known()) == sorted(known)
    for limit in (0, 1, 50_000, 10**8, 2**34):
        assert all_positions(prices.at_least(limit)) == [
            a for a in sorted(known) if known[a] >= limit
        ]
    everybody = bits_of(range(400))
    cheap = sorted(known[a] for a in all_positions(prices.lowest(everybody, 24)))
    dear = sorted((known[a] for a in all_positions(prices.dearest(everybody, 24))), reverse=True)
    assert cheap[:24] == sorted(known.values())[:24]
    assert dear[:24] == sorted(known.values(), reverse=True)[:24]
