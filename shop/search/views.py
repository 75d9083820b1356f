"""The lists of goods: all of them, those of a shelf, and those that were searched for."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View

from catalogue.models import Category
from pagecache import tags
from pagecache.declaring import shared_page
from shop.search.forms import WORDS, SearchForm
from shop.search.page import goods_page
from shop.search.suggesting import suggestions


@method_decorator(shared_page(tags.GOODS, words=(*WORDS, "trang")), name="dispatch")
class _GoodsListView(View):
    """Show one page of goods; the address alone decides which."""

    heading = "Tất cả hàng"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self.show(request, heading=self.heading)

    def show(self, request: HttpRequest, *, heading: str, shelves=()) -> HttpResponse:
        page = goods_page(
            wanted=SearchForm(request.GET).wanted(),
            number=request.GET.get("trang"),
            path=request.path,
            category=shelves[-1] if shelves else None,
        )
        context = {
            "heading": heading,
            "page": page,
            "shelf": shelves[-1] if shelves else None,
            "crumbs": _crumbs(heading, shelves),
        }
        return render(request, "catalogue/list.html", context)


class CatalogueView(_GoodsListView):
    """``/san-pham/``"""


class ProductCategoryView(_GoodsListView):
    """``/danh-muc/<path>/``"""

    def get(self, request: HttpRequest, category_slug: str, **kwargs) -> HttpResponse:
        shelves = shelves_on_path(category_slug)
        return self.show(request, heading=shelves[-1].name, shelves=shelves)


class FacetedSearchView(_GoodsListView):
    """``/tim-kiem/?q=``"""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        text = SearchForm(request.GET).wanted().text
        heading = f"Tìm “{text}”" if text else "Tìm hàng"
        return self.show(request, heading=heading)


class SuggestView(View):
    """``/tim-kiem/goi-y/?q=``: what the words so far may become, for ``js/search-suggest.js``."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = suggestions(SearchForm(request.GET).wanted().text)
        rows = [{"label": s.label, "note": s.note, "url": s.url} for s in found]
        response = JsonResponse({"suggestions": rows})
        # Private: a shared cache would go on naming goods that were hidden meanwhile.
        response["Cache-Control"] = "private, max-age=60"
        response["X-Robots-Tag"] = "noindex"
        return response


def shelves_on_path(path: str) -> list[Category]:
    """Return the shelves from the first to the last slug of ``path``; 404 when one is not."""
    shelves: list[Category] = []
    for depth, slug in enumerate(path.split("/"), start=1):
        above = shelves[-1].path if shelves else ""
        shelf = (
            Category.objects.browsable()
            .filter(slug=slug, depth=depth, path__startswith=above)
            .first()
        )
        if shelf is None:
            raise Http404
        shelves.append(shelf)
    return shelves


def _crumbs(heading: str, shelves) -> list[dict]:
    crumbs = [{"label": "Trang chủ", "url": "/"}]
    crumbs += [
        {"label": shelf.short_name or shelf.name, "url": shelf.get_absolute_url()}
        for shelf in shelves[:-1]
    ]
    return [*crumbs, {"label": heading, "url": ""}]
