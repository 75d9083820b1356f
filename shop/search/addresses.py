"""A wish as the address of a list, and back in ``forms``: what is shared finds the same."""

from django.http import QueryDict

from shop.search.forms import WORDS
from shop.search.queries import Wanted


def query_of(wanted: Wanted) -> str:
    """Return the words of a wish as they stand in an address: ``q=che&sao=4``."""
    words = QueryDict(mutable=True)
    for word, name in WORDS.items():
        value = getattr(wanted, name)
        if value not in (None, ""):
            words[word] = str(value)
    return words.urlencode()


def url_of(path: str, wanted: Wanted) -> str:
    """Return the address of the first page of a wish."""
    query = query_of(wanted)
    return f"{path}?{query}" if query else path
