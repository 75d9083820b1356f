"""The front page, the communes, one product; the lists of goods stand in ``shop.search``."""

from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_safe
from oscar.core.loading import get_class

from accounts.models import RoleGrant
from accounts.operators import sessions
from accounts.roles import has_role
from catalogue.communes import commune_index, commune_page
from catalogue.home import home_page
from catalogue.models import Product
from catalogue.product_page import product_page, products_for_page
from catalogue.reviews.queries import feedback_of
from catalogue.seasons import season_page
from pagecache import tags
from pagecache.declaring import also_depends_on, shared_page
from places.home import HOME_PROVINCE
from places.models import Commune

CatalogueView = get_class("search.views", "CatalogueView")
ProductCategoryView = get_class("search.views", "ProductCategoryView")

_MONTHS = {str(number) for number in range(1, 13)}


@shared_page(tags.GOODS)
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    return render(request, "catalogue/home.html", {"page": home_page()})


@require_safe
@shared_page(tags.GOODS, words=["mua"])
def seasons(request: HttpRequest) -> HttpResponse:
    """Show ``/mua-vu/``: the calendar of seasons, at the month ``mua`` if it is one."""
    wanted = request.GET.get("mua", "")
    month = int(wanted) if wanted in _MONTHS else None
    return render(request, "catalogue/seasons.html", {"page": season_page(month)})


@require_safe
@shared_page(tags.GOODS)
def communes(request: HttpRequest) -> HttpResponse:
    """Show ``/xa/``: the map of communes."""
    return render(request, "catalogue/communes.html", {"page": commune_index(HOME_PROVINCE)})


@require_safe
@shared_page(tags.GOODS, tags.MARKETS, words=["trang"])
def commune(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """Show ``/xa/<slug>-<code>/``; any other spelling of it leads there."""
    places = Commune.objects.current().in_province(HOME_PROVINCE).select_related("province")
    place = get_object_or_404(places, code=code)
    address = place.get_absolute_url()
    if request.path != address:
        return redirect(address, permanent=True)
    page = commune_page(place, number=request.GET.get("trang"))
    return render(request, "catalogue/commune.html", {"page": page})


class ProductDetailView(View):
    """``/san-pham/<slug>-<id>/``"""

    @method_decorator(shared_page(words=["tinh"]))
    def get(self, request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
        product = get_object_or_404(products_for_page(), pk=pk)
        if not may_see(request, product):
            raise Http404
        address = product.get_absolute_url()
        if unquote(request.path) != unquote(address):
            return redirect(address, permanent=True)
        also_depends_on(request, tags.product(product.pk), tags.seller(product.partner_id or 0))
        page = product_page(product)
        # The shop stands above the catalogue: asked for by name, as Oscar does.
        freight_of = get_class("shipping.preview", "freight_of")
        if page.tour:
            # Its places go with every order of a date: never kept.
            also_depends_on(request, until=timezone.now())
        freight = (
            not page.tour
            and product.partner
            and freight_of(
                partner=product.partner,
                weight_g=page.ship_weight_g * page.min_quantity,
                province_code=request.GET.get("tinh", ""),
                ready_on=page.ahead.ready_on if page.ahead else None,
            )
        )
        context = {
            "page": page,
            "address": address,
            "freight": freight,
            "feedback": feedback_of(product),
        }
        return render(request, "catalogue/product.html", context)


def may_see(request, product: Product) -> bool:
    """Tell whether the user may look at the product: hidden goods only its people.

    Operators see them in a session of theirs.
    """
    user = request.user
    if product.is_public:
        return True
    if not user.is_authenticated:
        return False
    is_own = Product.objects.filter(pk=product.pk, partner__seller__memberships__user=user)
    if is_own.exists():
        return True
    return has_role(user, RoleGrant.Role.OPERATOR) and sessions.is_open(request)
