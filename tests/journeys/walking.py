"""A shopper in a real browser, every page watched for faults, foreign hosts and its width."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from jobs import outbox
from tests import messages

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Shopper:
    """Looks at the shop through one page; what went wrong on the way stands in ``complaints``."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", self._hear)
        page.context.on("request", self._see)

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def _see(self, request) -> None:
        if request.url.startswith(("data:", "blob:")):
            return
        if urlsplit(request.url).netloc != urlsplit(self.site).netloc:
            self.complaints.append(f"foreign: {request.url}")

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)
        self.look()

    def press(self, selector: str, **options) -> None:
        """Click what is seen and wait for the page behind it."""
        with self.page.expect_navigation():
            self.page.locator(selector, **options).locator("visible=true").first.click()
        self.look()

    def look(self) -> None:
        assert self.page.evaluate(SIDEWAYS) <= 0, f"{self.page.url} scrolls sideways"
        assert self.page.locator("h1").count() == 1, self.page.url
        assert not self.complaints, (self.page.url, self.complaints)

    def link_of_the_order(self) -> str:
        """Return the path of the link in the message that tells of the order."""
        outbox.drain()
        told = next(m["text"] for m in reversed(messages.sent()) if "/don-hang/" in m["text"])
        url = next(word for word in told.split() if "/don-hang/" in word)
        parts = urlsplit(url.rstrip("."))
        return f"{parts.path}?{parts.query}"
