"""Note on which day a household last used its account. One look a day and browser."""

from django.conf import settings

from common.dates import local_today
from sellers.households.activity import note_use

_NOTED = "sellers.used_on"


class HouseholdUseMiddleware:
    """After an answer to a person who is signed in, note the day once."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Answer first; visitors without a session cost nothing, the others one look a day."""
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or response.status_code >= 400:
            return response
        today = local_today().isoformat()
        user_id = request.session.get("_auth_user_id")
        if user_id and request.session.get(_NOTED) != today:
            note_use(user_id=int(user_id))
            request.session[_NOTED] = today
        return response
