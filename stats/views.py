"""The officials' pages. Each repairs the figures before it reads them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView, View

from shop.order.models import SellerOrder
from shop.partner.models import Partner
from stats import downloads, draining, pages, proof, queries, sellers
from stats.period import read_period
from stats.scopes import Scope, scope_of

_ORDERS_PER_PAGE = 50


class OfficialMixin:
    """Let officials and operators in: visitors sign in first, others get 403."""

    scope: Scope
    #: True for what only the whole province's people may see.
    needs_whole = False

    def dispatch(self, request, *args, **kwargs):
        """Find the scope of the user, then bring the figures up to date."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        scope = scope_of(request.user)
        if scope is None or (self.needs_whole and not scope.is_whole):
            raise PermissionDenied
        self.scope = scope
        draining.read_repair()
        return super().dispatch(request, *args, **kwargs)

    def require(self, commune_code: str) -> None:
        """Refuse a commune outside the scope; that it exists is no secret."""
        if not self.scope.covers(commune_code):
            raise PermissionDenied

    @property
    def words(self) -> dict[str, str]:
        """Return the query words that the next page should keep."""
        asked = self.request.GET
        return {word: asked[word] for word in ("ky", "tu", "den", "nhom") if asked.get(word)}

    def summary(self, scope: Scope):
        """Return the summary for the query words."""
        return queries.summary(
            scope=scope,
            period=read_period(self.words),
            set_code=self.words.get("nhom", ""),
        )


class SummaryView(OfficialMixin, TemplateView):
    """All figures of the scope."""

    template_name = "stats/summary.html"

    def get_context_data(self, **kwargs):
        """Add the figures."""
        page = self.summary(self.scope)
        return super().get_context_data(
            **pages.shell("summary", self.scope),
            **pages.summary_context(page, self.scope, urlencode(self.words)),
            **kwargs,
        )


class CommuneView(OfficialMixin, TemplateView):
    """One commune beside the mean of all."""

    template_name = "stats/commune.html"

    def get_context_data(self, code: str, **kwargs):
        """Add the figures of the commune; 404 for a code that is none of ours."""
        self.require(code)
        page = queries.commune_page(
            commune_code=code,
            period=read_period(self.words),
            set_code=self.words.get("nhom", ""),
        )
        if page is None:
            raise Http404
        return super().get_context_data(
            **pages.shell("summary", self.scope),
            **pages.commune_context(page, self.scope, urlencode(self.words)),
            **kwargs,
        )


class SellerView(OfficialMixin, TemplateView):
    """One seller and its orders."""

    template_name = "stats/seller.html"

    def get_context_data(self, pk: int, **kwargs):
        """Add the seller's orders of the scope, newest first."""
        partner = get_object_or_404(Partner.objects.select_related("commune"), pk=pk)
        orders = sellers.orders_of_seller(partner=partner)
        if not self.scope.is_whole:
            orders = orders.filter(commune_code__in=self.scope.commune_codes)
            home = partner.commune.code if partner.commune else ""
            if not self.scope.covers(home) and not orders.exists():
                raise Http404
        paginator = Paginator(orders, _ORDERS_PER_PAGE)
        return super().get_context_data(
            **pages.shell("summary", self.scope),
            **pages.seller_context(partner),
            page_obj=paginator.get_page(self.request.GET.get("trang")),
            freshness=queries.freshness(),
            **kwargs,
        )


class SellerOrderView(OfficialMixin, TemplateView):
    """One seller order: what was sold, never to whom."""

    template_name = "stats/order.html"

    def get_context_data(self, number: str, **kwargs):
        """Add the order, its goods and its steps."""
        order = get_object_or_404(SellerOrder.objects.select_related("partner"), number=number)
        if not self.scope.covers(order.commune_code):
            raise Http404
        return super().get_context_data(
            **pages.shell("summary", self.scope),
            **pages.order_context(order),
            lines=sellers.lines_of(order),
            steps=sellers.steps_of(order),
            **kwargs,
        )


class ProofView(OfficialMixin, TemplateView):
    """Do the figures equal the orders; the button compares now."""

    template_name = "stats/proof.html"
    needs_whole = True

    def get_context_data(self, **kwargs):
        """Add the last comparisons."""
        return super().get_context_data(
            **pages.shell("proof", self.scope), **pages.proof_context(), **kwargs
        )

    def post(self, request):
        """Compare everything and come back."""
        outcome = proof.check_stats()
        if outcome.ok:
            messages.success(request, "Đã đối soát xong. Số liệu khớp với đơn hàng.")
        else:
            messages.warning(
                request,
                f"Có {outcome.differences} ô lệch. Máy đang tính lại các ô này."
                " Bấm đối soát lần nữa để xem kết quả.",
            )
        return redirect("stats:proof")


class DownloadView(OfficialMixin, View):
    """One table as a CSV file."""

    def get(self, request, table: str):
        """Send the file; 404 for a table that is none of ours."""
        if table not in downloads.TABLES:
            raise Http404
        scope = self.scope
        if code := request.GET.get("xa"):
            self.require(code)
            scope = Scope(frozenset({code}))
        page = self.summary(scope)
        answer = HttpResponse(
            downloads.write_csv(page, table), content_type="text/csv; charset=utf-8"
        )
        name = f"thong-ke-{table}-{page.period.first:%Y%m%d}-{page.period.last:%Y%m%d}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "private, no-store"
        return answer
