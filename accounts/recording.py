"""Stand before every request, so that acts in office are on record, whoever writes the page."""

from collections.abc import Mapping
from http import HTTPStatus

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseBase

from accounts.addresses import client_ip
from accounts.roles import roles_of
from audit import acting
from audit.recording import record
from audit.watching import Watch

#: Pages on which people act in office: review, money, calls, figures, the operators' own.
AREAS = ("/duyet/", "/doi-soat-tien/", "/can-goi/", "/thong-ke/", "/quan-tri/")
#: Where operators see what is anybody's: orders, phones, addresses.
STAFF_AREA = "/quan-tri/"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Forms of Oscar's dashboard hold rules of the market and nobody's data.
_DASHBOARD = "dashboard:"
_BESIDE = ("csrfmiddlewaretoken", "_save", "_continue", "_addanother")


class RecordingMiddleware:
    """Tell the trail whose request it is; in office, refuse a change without a row.

    A request that changes something in office is one transaction with its row. Services write
    rows that say more; where none did, this writes what is known of the request.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Answer with the request known to ``audit``."""
        asking = acting.Asking(
            user=lambda: request.user, address=lambda: client_ip(request), roles=_roles_in_words
        )
        with acting.answering(asking):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Run a form in office inside one transaction, with a row for what it changed.

        One order, person or row that an operator opens is a row as well.
        """
        if request.method == "GET" and kwargs and request.path_info.startswith(STAFF_AREA):
            _note_look(request, kwargs)
        if request.method in _SAFE or not request.path_info.startswith(AREAS):
            return None
        return _recorded(request, view, args, kwargs)


def _recorded(request: HttpRequest, view, args, kwargs: Mapping) -> HttpResponseBase:
    asking, watch = acting.now(), Watch()
    written = asking.written
    with transaction.atomic(), connection.execute_wrapper(watch):
        answer = view(request, *args, **kwargs)
        if watch.changed and asking.written == written:
            name = request.resolver_match.view_name
            record(
                f"page:{name}",
                actor=request.user if request.user.is_authenticated else None,
                label=" ".join(str(value) for value in kwargs.values()),
                changes=_sent(request) if name.startswith(_DASHBOARD) else None,
            )
        if _shows_again(request, answer, kwargs):
            _note_look(request, kwargs)
    return answer


def _shows_again(request: HttpRequest, answer: HttpResponseBase, named: Mapping) -> bool:
    """Tell whether a form was answered with the page of a person or an order, not a way on."""
    is_one = bool(named) and request.path_info.startswith(STAFF_AREA)
    return is_one and answer.status_code == HTTPStatus.OK


def _note_look(request: HttpRequest, named: Mapping) -> None:
    """Write down which one somebody opened, by its number or id; nothing of what is in it."""
    if request.user.is_authenticated:
        words = " ".join(str(value) for value in named.values())
        record(f"seen:{request.resolver_match.view_name}", actor=request.user, label=words)


def _sent(request: HttpRequest) -> dict[str, tuple]:
    """Return the fields of a form as new values; what was before, the form does not say."""
    names = [name for name in request.POST if name not in _BESIDE and request.POST[name]]
    return {name: (None, request.POST.getlist(name)) for name in names[:40]}


def _roles_in_words(user) -> str:
    roles = set(roles_of(user)) | ({"staff"} if getattr(user, "is_staff", False) else set())
    return ",".join(sorted(roles))
