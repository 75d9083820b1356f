"""How often somebody may call: each key for itself, and each network without a key.

Counted in the file that all processes of this machine map (``common.limits``), over the minute
before the call.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.addresses import client_ip
from api import keys
from api.problems import ProblemError, problem
from common import limits


def refusal(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to who called too often, or showed a wrong key; None to all others."""
    try:
        key = keys.key_of(request)
    except ProblemError as wrong:
        # Guessing counts where it comes from.
        return _over(request, network_of(request), settings.API_PER_MINUTE) or problem(
            request, wrong.status, wrong.detail
        )
    if key is None:
        return _over(request, network_of(request), settings.API_PER_MINUTE)
    return _over(request, f"key:{key.handle}", key.per_minute)


def network_of(request: HttpRequest) -> str:
    """Return a keyed hash of where a call comes from; the address itself is kept nowhere."""
    network = limits.household_of(client_ip(request))
    return "net:" + salted_hmac("api.limits", network, algorithm="sha256").hexdigest()[:24]


def _over(request: HttpRequest, who: str, most: int) -> HttpResponse | None:
    wait = limits.take("api", who, most) if most else 0
    if not wait:
        return None
    words = f"Đã gọi quá {most} lượt trong một phút. Đợi {wait} giây rồi gọi lại."
    return problem(request, 429, words, headers={"Retry-After": str(wait)})
