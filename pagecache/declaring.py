"""Say of a page that it looks the same to everybody; a page that does not say so is never kept.

What such a page shows depends on its address, on the declared query words and on rows that have
a mark (``pagecache.marks``), never on who looks but for the slots (``pagecache.slots``). It carries
no form with a token: what it posts goes to views behind ``common.own_pages.from_own_pages``.
"""

import functools
from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from pagecache.tags import SITE

_WORDS: set[str] = set()


def shared_page(*tags: int, words: Iterable[str] = ()) -> Callable:
    """Let the answers of a view be kept until something with one of the tags changes.

    ``words`` are the query words that the view reads. Every page depends on ``SITE`` as well.
    """
    _WORDS.update(words)

    def decorate(view: Callable) -> Callable:
        @functools.wraps(view)
        def shared(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            # Set by the middleware for a visitor with a session or a basket.
            from_page = request.__dict__.pop("answer_from_page", None)
            answer = from_page() if from_page else None
            if answer is not None:
                return answer
            also_depends_on(request, SITE, *tags)
            response = view(request, *args, **kwargs)
            if response.status_code == HTTPStatus.OK:
                response.shared_tags = frozenset(request.page_tags)
                response.shared_until = getattr(request, "page_until", None)
            return response

        shared.is_shared_page = True
        return shared

    return decorate


def also_depends_on(request: HttpRequest, *tags: int, until: datetime | None = None) -> None:
    """Name what a shared page shows, once the view knows; ``until`` ends it at a moment."""
    known = request.__dict__.setdefault("page_tags", set())
    known.update(tags)
    if until is not None:
        ends = getattr(request, "page_until", None)
        request.page_until = until if ends is None else min(ends, until)


def words() -> set[str]:
    """Return all query words that some shared page reads."""
    return _WORDS
