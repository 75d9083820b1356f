"""The API itself: its operations, and what becomes of what goes wrong in them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from api import basket, catalogue, orders, places, sellers, sign_in, statistics
from api.complaints import complaints
from api.problems import ProblemError, problem


class CompactRenderer(JSONRenderer):
    """Vietnamese letters as they are: half the bytes of their escapes."""

    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


api = NinjaAPI(
    title="API sàn OCOP Thái Nguyên",
    version="1.0",
    description="Hàng, người bán, xã phường và truy xuất cho ứng dụng và cơ quan.",
    urls_namespace="api",
    renderer=CompactRenderer(),
    # The document and the page are our own: api.document, api.views.
    openapi_url=None,
    docs_url=None,
)
for router in (
    catalogue.router,
    sellers.router,
    places.router,
    statistics.router,
    sign_in.router,
    basket.router,
    orders.router,
):
    api.add_router("", router)


@api.exception_handler(ProblemError)
def _told(request: HttpRequest, error: ProblemError) -> HttpResponse:
    return problem(
        request,
        error.status,
        error.detail,
        errors=error.errors,
        headers=error.headers,
        more=error.more,
    )


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(request, 422, errors=complaints(error.errors))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, 404)


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(request, 403)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    # ninja's own words are English.
    return problem(request, error.status_code)


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    # Django logs it and counts it; the middleware turns the page into a problem.
    raise error
