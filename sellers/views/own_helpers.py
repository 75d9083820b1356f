"""What a household sees of its helpers, and how it ends their help with one tap."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from common.errors import BusinessRuleError
from sellers.gates import SellerRequiredMixin
from sellers.helping import grants, queries

PER_PAGE = 30


@method_decorator(never_cache, name="dispatch")
class HelpersView(SellerRequiredMixin, TemplateView):
    """Who may act for this household."""

    template_name = "sellers/helpers.html"

    def get_context_data(self, **kwargs):
        """Add the helpers and one page of what was done."""
        acts = Paginator(queries.acts_for(self.seller), PER_PAGE)
        page = acts.get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            helpers=queries.helpers_of(self.seller),
            page_obj=page,
            acts=queries.rows_of(page.object_list),
            **kwargs,
        )


class StopHelperView(SellerRequiredMixin, View):
    """End the help of one helper."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """End it; the helper's next request is refused."""
        grant = queries.own_grant(pk, seller=self.seller)
        if grant is None:
            raise Http404
        try:
            grants.end(grant=grant, by=request.user)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"{grant.helper} không làm giúp được nữa.")
        return redirect("sellers:helpers")
