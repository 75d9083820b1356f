"""What shoppers do: fill a basket, open the checkout, and press together."""

import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.races.browser import Answer, Browser, Request
from tests.races.market import Goods

#: Shoppers who walk to the checkout at the same time; before the race nobody is in a hurry.
WALKING = 8
HANOI = "01"
REDIRECT = {302, 303}
#: A phone for every form: one phone may have so many open orders only.
_phones = itertools.count(1)


@dataclass(frozen=True)
class Shopper:
    """Somebody at the checkout with the finger on the button."""

    browser: Browser
    order_button: Request


def walk_to_checkout(address: tuple[str, int], goods: Goods, serial: int) -> Shopper:
    """Put one unit into a basket of one's own and fill the form in, as a visitor does."""
    browser = Browser(address, serial)
    take(browser, goods)
    return Shopper(browser, fill_checkout(browser, serial))


def take(browser: Browser, goods: Goods) -> None:
    """Put one unit of the goods into the basket."""
    page = browser.get(goods.path)
    form = page.form(action="/gio-hang/them/")
    answer = browser.submit(page, form, form.button("Thêm vào giỏ"), follow=False)
    assert answer.status in REDIRECT, (answer.status, answer.text[:300])


def fill_checkout(browser: Browser, serial: int) -> Request:
    """Fill the checkout's form in; return the press of its button, not sent yet."""
    page = browser.get("/dat-hang/")
    form = page.form(action="/dat-hang/")
    number = next(_phones)
    answers = {
        "phone": f"0990 {number // 1000 % 1000:03d} {number % 1000:03d}",
        "name": f"Khách {serial}",
        "province": HANOI,
        "line1": "Số 12, ngõ 5",
    }
    form.fill(**answers)
    page = browser.submit(page, form, form.button("Chọn tỉnh"))
    form = page.form(action="/dat-hang/")
    form.fill(**answers)
    form.choose_first("commune")
    return browser.press(page, form, form.button("Đặt hàng"))


def gather(address: tuple[str, int], goods: Goods, count: int, *, first: int = 1) -> list[Shopper]:
    """Bring so many shoppers, each with a session and a basket, to the checkout."""
    with ThreadPoolExecutor(WALKING) as pool:
        serials = range(first, first + count)
        return list(pool.map(lambda n: walk_to_checkout(address, goods, n), serials))


def together(presses: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Let all press at one moment; return their answers in the same order."""
    start, answers = threading.Barrier(len(presses)), [None] * len(presses)

    def run(place: int, press: Callable[[], Answer]) -> None:
        start.wait()
        try:
            answers[place] = press()
        except OSError as problem:
            answers[place] = Answer(599, "", f"no answer: {problem!r}", "", (), 0.0)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


@dataclass(frozen=True)
class Outcome:
    """How a race ended."""

    placed: list[Answer]
    refused: list[Answer]
    others: list[Answer]

    @property
    def problems(self) -> list[tuple[int, str]]:
        """Return what is neither an order nor a polite refusal, short enough to read."""
        return [(answer.status, answer.text[:200]) for answer in self.others]


def outcome(answers: Sequence[Answer], goods: Goods) -> Outcome:
    """Sort answers into orders, refusals that name the goods and say why, and anything else."""
    placed, refused, others = [], [], []
    for answer in answers:
        if answer.status in REDIRECT and "/don-hang/" in answer.location:
            placed.append(answer)
        elif answer.status == 200 and f"“{goods.title}” đã hết hàng." in answer.text:
            refused.append(answer)
        else:
            others.append(answer)
    return Outcome(placed, refused, others)


def race(market, goods: Goods, count: int) -> Outcome:
    """Let so many shoppers, each at the checkout with one unit, press at one moment."""
    shoppers = gather(market.address, goods, count)
    return outcome(together([shopper.order_button.send for shopper in shoppers]), goods)
