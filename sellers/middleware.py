"""Note on which day a household last used its account. One look a day and browser."""

from django.conf import settings

from common.dates import local_today
from sellers.helping import acting
from sellers.households.activity import note_use

_NOTED = "sellers.used_on"
#: Officials and operators work there; it is no use of a household's account.
_OF_OFFICIALS = ("/thong-ke/", "/duyet/", "/quan-tri/")


class HouseholdUseMiddleware:
    """After an answer to a person who is signed in, note the day once."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Answer first; visitors without a session cost nothing, the others one look a day."""
        response = self.get_response(request)
        if not _may_be_use(request, response):
            return response
        today = local_today().isoformat()
        user_id = request.session.get("_auth_user_id")
        # A helper at work for others does not use its own household's account.
        is_own = not acting.is_chosen(request)
        if user_id and is_own and request.session.get(_NOTED) != today:
            note_use(user_id=int(user_id))
            request.session[_NOTED] = today
        return response


def _may_be_use(request, response) -> bool:
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    is_answered = response.status_code < 400
    return has_session and is_answered and not request.path_info.startswith(_OF_OFFICIALS)
