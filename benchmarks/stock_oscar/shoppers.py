"""How a guest buys in stock Oscar: basket, e-mail, address, preview, "Place order"."""

from tests.races.browser import Answer, Browser, Request
from tests.races.market import Goods
from tests.races.shoppers import REDIRECT, Shopper


def walk_to_checkout(address: tuple[str, int], goods: Goods, serial: int) -> Shopper:
    """Go through the steps up to the preview; return the press of its button, not sent yet."""
    browser = Browser(address, serial)
    page = browser.get(goods.path)
    form = page.form(action="/basket/add/")
    browser.submit(page, form, form.button("Add to"), follow=False)
    page = browser.get("/checkout/")
    page = answer(browser, page, "Continue", username=f"guest{serial}@example.com")
    page = answer(
        browser,
        page,
        "Continue",
        first_name="Guest",
        last_name=str(serial),
        line1="12 High Street",
        line4="Leeds",
        postcode="LS1 1AA",
    )
    assert page.path == "/checkout/payment-details/", (page.path, page.status)
    return Shopper(browser, place_order(browser))


def answer(browser: Browser, page: Answer, button: str, **answers: str) -> Answer:
    """Fill the form of one step in and go on."""
    form = page.form(action="/checkout/")
    form.fill(**answers)
    return browser.submit(page, form, form.button(button))


def place_order(browser: Browser) -> Request:
    """Open the preview; return the press of its button."""
    page = browser.get("/checkout/preview/")
    form = page.form(action="/checkout/preview/")
    return browser.press(page, form, form.button("Place order"))


def verdict(answer: Answer, goods: Goods) -> str:
    """Say whether an answer to the press is an order, a refusal, or something broken."""
    if answer.status in REDIRECT and "/thank-you/" in answer.location:
        return "placed"
    if answer.status in REDIRECT and "/basket/" in answer.location:
        return "refused"
    return "broken"
