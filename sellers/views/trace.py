"""The public page behind a sticker, and the box to type its code into."""

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.codes import bare
from sellers import tracing


@require_safe
def find_trace(request):
    """Ask for the code of a sticker, or lead to its page."""
    typed = request.GET.get("ma", "")[:40]
    if code := bare(typed):
        return redirect("sellers:trace", code=code)
    return render(request, "sellers/trace_find.html", {"typed": typed})


@never_cache
@require_safe
def trace(request, code):
    """Show a lot as of now; an unknown code gets a calm sentence and the box."""
    whole = tracing.read_code(code)
    if whole and whole != code:
        return redirect("sellers:trace", code=whole)
    lot = tracing.find_lot(whole) if whole else None
    if lot is None:
        words = {"typed": code[:20], "is_mistyped": whole is None}
        return render(request, "sellers/trace_unknown.html", words, status=404)
    if "tem" in request.GET:
        # Counted after the answer, by the middleware that counts visits.
        request.scanned_lot = lot.pk
    return render(request, "sellers/trace.html", {"page": tracing.trace_page(lot)})
