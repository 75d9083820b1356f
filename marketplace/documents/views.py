"""The texts of the market: the version in force, older and coming ones, and the order of goods."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.documents import ranking, reading
from pagecache.declaring import shared_page
from sellers.feedback.complaint_times import times


@require_safe
@shared_page()
def document(request, key: str):
    """Show the version in force."""
    return _show(request, reading.current(key))


@require_safe
def version(request, key: str, number: int):
    """Show one version, at an address that stays; its canonical one is without a number."""
    found = next((one for one in reading.versions(key) if one.version == number), None)
    if found is None:
        raise Http404
    return _show(request, found)


@require_safe
@shared_page()
def order_of_goods(request):
    """Show by what goods are ordered, read from the search itself."""
    context = {"criteria": ranking.criteria(), "orders": ranking.orders()}
    return render(request, "documents/ranking.html", context)


@require_safe
@shared_page()
def who_runs_it(request):
    """Show the legal block in full."""
    return render(request, "documents/operator.html", {"facts": _facts(settings.OPERATOR)})


def _show(request, found: reading.Document):
    context = {
        "document": found,
        "current": reading.current(found.key),
        "coming": reading.coming(found.key),
        "versions": reading.versions(found.key)[::-1],
        "times": times().values() if found.shows == "complaint_times" else (),
    }
    return render(request, "documents/document.html", context)


def _facts(operator: dict[str, str]) -> list[tuple[str, str]]:
    known = (
        ("Tên", operator["name"]),
        ("Trụ sở", operator["address"]),
        ("Người đại diện", operator["representative"]),
        ("Giấy đăng ký kinh doanh, quyết định thành lập", operator["licence"]),
        ("Thư điện tử", operator["email"]),
        ("Đăng ký sàn với Bộ Công Thương", operator["registration"]),
    )
    return [(label, value) for label, value in known if value]
