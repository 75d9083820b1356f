"""Walk the listing wizard in a browser, with or without network, and count what the hand does."""

import random
import re
from pathlib import Path

from playwright.sync_api import Error, Page

START = "/ban-hang/dang-ban/"
STEP = re.compile(r"/ban-hang/dang-ban/[0-9a-f-]{36}/([a-z-]+)/")
GOODS = {"title": "Chè búp khô", "net_weight": "500 g", "price": "185k", "stock": "40"}
READING_S = (1.0, 2.0)
KEY_MS = (140, 320)


class Walk:
    """One listing; ``human`` reads each screen and types like a person."""

    def __init__(self, page: Page, root: str, photo: Path, *, human: random.Random | None = None):
        self.page, self.root, self.photo, self.human = page, root, photo, human
        self.taps = 0
        self.screens_without_network = 0

    def run(self, *, screens: int = 30) -> str:
        """Go from the first screen to the end; return the last address."""
        self.open(self.root + START)
        for _ in range(screens):
            step = self.step()
            if step in ("xong", "cho"):
                return self.page.url
            self.page.wait_for_selector("form.wizard:visible")
            self.answer(step)
        raise AssertionError(f"still at {self.page.url}")

    def open(self, url: str) -> None:
        """Open an address, once: what answers is a page, with network or without."""
        self.page.goto(url)

    def step(self) -> str:
        """Name the screen that is open."""
        if "/xong/" in self.page.url:
            return "xong"
        if "cho=" in self.page.url:
            return "cho"
        found = STEP.search(self.page.url)
        return found[1] if found else "anh"

    def answer(self, step: str) -> None:
        """Answer the open screen and wait for the next one."""
        self.read()
        form = self.page.locator("form.wizard:visible")
        is_offline = self.page.locator("[data-draft-offline]").count() > 0
        self.screens_without_network += is_offline
        button = form.locator(".foot-bar button")
        if step == "anh":
            self.take_photo(form, button)
            return
        if step == "mon":
            self.tap(form.locator("input[name=title]"))
            self.type(form.locator("input[name=title]"), "title")
            if is_offline:
                form.locator("select[name=product_set]").select_option("I.5.a")
            else:
                button = form.locator("button[value='I.5.a']")
        elif step == "cach-ban" and is_offline:
            form.locator("select[name=sale_unit]").select_option("goi")
            self.type(form.locator("input[name=net_weight]"), "net_weight")
        elif step in ("gia", "so-luong"):
            name = {"gia": "price", "so-luong": "stock"}[step]
            self.type(form.locator(f"input[name={name}]"), name)
        with self.page.expect_navigation(wait_until="domcontentloaded", timeout=90_000):
            self.tap(button)

    def take_photo(self, form, button) -> None:
        """Choose the photo: the page goes on by itself, or by its button where no script came."""
        self.taps += 2  # the tile, and the picture in the phone's own list
        before = self.page.url
        try:
            with self.page.expect_navigation(wait_until="domcontentloaded", timeout=20_000):
                form.locator("input[name=photo]").set_input_files(self.photo)
        except Error:
            if self.page.url != before:
                return
            with self.page.expect_navigation(wait_until="domcontentloaded", timeout=90_000):
                self.tap(button)

    def read(self) -> None:
        if self.human:
            self.page.wait_for_timeout(1000 * self.human.uniform(*READING_S))

    def tap(self, place) -> None:
        place.click()
        self.taps += 1

    def type(self, box, name: str) -> None:
        if not self.human:
            box.fill(GOODS[name])
            return
        box.fill("")
        for key in GOODS[name]:
            box.press_sequentially(key)
            self.page.wait_for_timeout(self.human.uniform(*KEY_MS))
