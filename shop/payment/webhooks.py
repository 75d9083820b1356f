"""Where providers tell us of money. Signed, so these need neither session nor CSRF token."""

import logging

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.payment import bank_feed, inbox
from shop.payment.gateways import BadNotice, ForgedNotice, gateway

log = logging.getLogger(__name__)


@csrf_exempt
@never_cache
@require_POST
def bank(request: HttpRequest) -> JsonResponse:
    """Take a transfer that the bank feed tells of; without a secret there is no such page."""
    if not bank_feed.is_open():
        raise Http404
    return _answer(request, bank_feed.verify, "bank feed")


@csrf_exempt
@never_cache
@require_POST
def of_gateway(request: HttpRequest, code: str) -> JsonResponse:
    """Take a notice of a gateway of this installation that needs no answer of its own kind."""
    try:
        way = gateway(code)
    except LookupError:
        raise Http404 from None
    return _answer(request, way.verify, code)


def _answer(request: HttpRequest, verify, name: str) -> JsonResponse:
    try:
        notice = verify(request)
    except ForgedNotice:
        log.warning("payment: a notice of %s is forged", name)
        return JsonResponse({"success": False}, status=401)
    except BadNotice as problem:
        log.warning("payment: a notice of %s cannot be read: %s", name, problem)
        return JsonResponse({"success": False}, status=400)
    inbox.take(notice)
    return JsonResponse({"success": True})
