"""The queue's server stops while people buy: nobody notices (R12)."""

import contextlib
import statistics
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import servers
from tests.races.market import environment, serve
from tests.races.shoppers import outcome, walk_to_checkout

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

CHECKOUTS = 100
BUYING_AT_ONCE = 8
STOPS_AFTER = 20


def buy(market, goods, after_each=lambda done: None) -> list:
    """Let shoppers walk in, buy and leave, eight at a time; return the answers to the presses."""

    def visit(serial):
        return walk_to_checkout(market.address, goods, serial).order_button.send()

    answers = []
    with ThreadPoolExecutor(BUYING_AT_ONCE) as pool:
        for answer in pool.map(visit, range(1, CHECKOUTS + 1)):
            answers.append(answer)
            after_each(len(answers))
    return answers


def p95(answers) -> float:
    return statistics.quantiles([answer.seconds for answer in answers], n=20)[-1]


def test_sells_to_everybody_while_the_queue_is_gone(new_postgres, tmp_path):
    with contextlib.ExitStack() as queue:
        redis_url = queue.enter_context(servers.or_skip(servers.redis))
        env = environment(tmp_path, new_postgres("queue"), REDIS_URL=redis_url)
        with serve(env, tmp_path) as market:
            goods, calm_goods = market.list_goods("Gạo", count=2, stock=CHECKOUTS)
            calm = buy(market, calm_goods)

            def stop_the_queue(done):
                if done == STOPS_AFTER:
                    queue.close()

            answers = buy(market, goods, stop_the_queue)

            ended = outcome(answers, goods)
            assert ended.problems == []
            assert len(ended.placed) == CHECKOUTS
            assert len(market.ledger.orders(goods.id)) == CHECKOUTS
            assert market.ledger.allocated(goods.id) == CHECKOUTS
            assert [line for line in market.errors() if '" 5' in line] == []
    print(f"\np95 of the press: {p95(calm):.3f} s with the queue, {p95(answers):.3f} s without")
