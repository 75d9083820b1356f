"""Answer visitors from what was made before for nobody in particular."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pagecache import keys, slots, versions
from pagecache.pages import Page, may_be_kept, page_of, unless_known
from pagecache.store import store

#: Called with the request and the name of its address whenever a kept page is shown.
Follower = Callable[[HttpRequest, str], object]
_followers: list[Follower] = []


def when_shown(follower: Follower) -> Follower:
    """Register a function that is told of every kept page that is shown; it asks no database."""
    _followers.append(follower)
    return follower


class PageCacheMiddleware:
    """Stands outermost but for compression: what is kept has passed everything inside.

    Who brings nothing is answered here. Who brings a session or a basket passes everything inside,
    and is answered in place of the view (``pagecache.declaring``): the other middleware knows then
    who it is, and sets what belongs to an answer of a person.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Answer from what is kept, or make the page, once for all who wait for it."""
        key = keys.key_of(request) if store.max_bytes else None
        if key is None:
            return self.get_response(request)
        if keys.is_nobody(request):
            return self._answer_nobody(request, key)
        if keys.has_slots_only(request):
            return self._answer_somebody(request, key)
        return self.get_response(request)

    def _answer_nobody(self, request, key) -> HttpResponse:
        # Rendered without what the key leaves out.
        request.META["QUERY_STRING"] = key[-1]
        page = store.get(key)
        if page is not None and page.held_lately():
            return _show(page, request)
        with store.turn(key) as others_made_it:
            page = _kept(key) if others_made_it else None
            if page is not None:
                return _show(page, request)
            made, page = self._make(request, key)
        return made if page is None else page.answer(request)

    def _answer_somebody(self, request, key) -> HttpResponse:
        request.META["QUERY_STRING"] = key[-1]
        request.answer_from_page = lambda: self._fill(request, key)
        answer = self.get_response(request)
        return unless_known(answer, request) if hasattr(answer, "is_filled") else answer

    def _fill(self, request, key) -> HttpResponse | None:
        """Return the shared page with the visitor's words; None when a view must make it."""
        words = slots.words_for(request)
        if words is None:
            return None
        page = _kept(key)
        if page is None:
            nobody = keys.without_visitor(request)
            with store.turn(key) as others_made_it:
                page = _kept(key) if others_made_it else None
                if page is None:
                    _answer, page = self._make(nobody, key)
        if page is None:
            return None
        answer = page.answer_with(words, request)
        answer.is_filled = True
        return answer

    def _make(self, request, key) -> tuple[HttpResponse, Page | None]:
        with versions.begun() as before:
            answer = self.get_response(request)
        page = page_of(request, answer, before) if may_be_kept(request, answer) else None
        if page is not None:
            store.put(key, page, page.text.size)
        return answer, page


def _kept(key) -> Page | None:
    page = store.get(key)
    return page if page is not None and page.holds() else None


def _show(page: Page, request: HttpRequest) -> HttpResponse:
    for follower in _followers:
        follower(request, page.view_name)
    return page.answer(request)
