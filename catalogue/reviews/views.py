"""All that buyers say of one product."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from catalogue.models import Product
from catalogue.reviews import queries

PER_PAGE = 20


class ProductReviewList(View):
    """``/san-pham/<slug>-<id>/danh-gia/``, the place of Oscar's own list."""

    def get(self, request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
        """Show the spread and one page of reviews, newest first."""
        product = public_product(pk)
        if product_slug != product.slug:
            return redirect("catalogue:reviews", product.slug, pk, permanent=True)
        reviews = queries.shown_reviews(product)
        page = Paginator(reviews, PER_PAGE).get_page(request.GET.get("trang"))
        context = {
            "product": product,
            "spread": queries.spread_of(product),
            "reviews": queries.reviews_of(page.object_list),
            "page_obj": page,
        }
        return render(request, "catalogue/reviews.html", context)


def public_product(pk: int) -> Product:
    """Return goods that everybody sees. Raises ``Http404``."""
    product = get_object_or_404(Product.objects.select_related("partner"), pk=pk, parent=None)
    if not product.is_public:
        raise Http404
    return product
