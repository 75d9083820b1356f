"""What shoppers open: the markets, one market, the QR of a stall."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.codes import bare
from markets import pace, queries
from markets.forms import AmountForm
from markets.models import Market
from pagecache import tags
from pagecache.declaring import shared_page

TODAY = "hom-nay"


@require_safe
@shared_page(tags.MARKETS, words=["loc", "xa"])
def markets(request: HttpRequest) -> HttpResponse:
    """Show ``/cho/``: all markets, or those held today."""
    page = queries.market_list(
        only_today=request.GET.get("loc") == TODAY, commune_code=request.GET.get("xa", "")[:5]
    )
    return render(request, "markets/list.html", {"page": page})


@require_safe
@shared_page(tags.MARKETS, tags.GOODS, words=["trang"])
def market(request: HttpRequest, slug: str) -> HttpResponse:
    """Show ``/cho/<slug>/``."""
    found = get_object_or_404(Market.objects.select_related("commune__province"), slug=slug)
    page = queries.market_page(found, number=request.GET.get("trang"))
    return render(request, "markets/market.html", {"page": page})


@never_cache
@require_safe
def stall(request: HttpRequest, code: str) -> HttpResponse:
    """Show ``/quay/<code>/``: who is paid here and, with ``tien``, the VietQR for the amount.

    Not kept: what is typed has endless addresses, and an account may change at any hour.
    """
    try:
        pace.count(request)
    except pace.TooFast as problem:
        words = {"words": problem.message}
        return render(request, "markets/wait.html", words, status=HTTPStatus.TOO_MANY_REQUESTS)
    whole = bare(code)
    found = queries.find_stall(whole)
    if found is None:
        raise Http404
    if whole != code:
        return redirect("markets:stall", code=whole)
    page = queries.stall_page(found)
    form = AmountForm(request.GET if "tien" in request.GET else None)
    amount = int(form.cleaned_data["tien"]) if form.is_bound and form.is_valid() else None
    context = {
        "page": page,
        "form": form,
        "amount_vnd": amount,
        "qr": page.qr(amount) if amount else "",
    }
    return render(request, "markets/stall.html", context)
