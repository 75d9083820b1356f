"""Addresses of the rows behind a figure, with the period and goods of the page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True)
class Links:
    """Where figures lead. ``words`` are the query words that the next page keeps."""

    words: dict[str, str]

    def to(self, name: str, *args: object, **more: object) -> str:
        """Return a page of the statistics; ``more`` adds words, an empty one takes it away."""
        return with_words(reverse(f"stats:{name}", args=args), self.words | more)

    def here(self, **more: object) -> str:
        """Return the same page with other words."""
        return with_words("", self.words | more) or "?"

    def commune(self, code: str) -> str:
        """Return the page of a commune."""
        return self.to("commune", code)

    def orders(self, measure: str = "hoan-tat", **more: object) -> str:
        """Return the list of the orders that make a figure."""
        return self.to("orders", so=measure, **more)

    def goods(self, only: str = "", **more: object) -> str:
        """Return the list of the goods that make a figure; they have no period or channel."""
        here = dict.fromkeys(("ky", "tu", "den", "kenh"), "")
        return self.to("goods", **here, loc=only, **more)

    def per_code(self, url: str, code: str = "00000") -> "PerCode":
        """Return an address with a hole for the code: many rows, one look-up."""
        before, after = url.split(code, 1)
        return PerCode(before, after)


@dataclass(frozen=True, slots=True)
class PerCode:
    """An address that differs by a code only."""

    before: str
    after: str

    def __call__(self, code: object) -> str:
        """Return the address for a code."""
        return f"{self.before}{code}{self.after}"


def with_words(path: str, words: dict) -> str:
    """Return ``path?words`` without the empty ones."""
    query = urlencode({word: value for word, value in words.items() if value not in ("", None)})
    return f"{path}?{query}" if query else path
