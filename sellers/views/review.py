"""The review queue: operators see all listings, officials those of their places."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.generic import TemplateView, View

from accounts.roles import Role, RoleRequiredMixin
from catalogue.cards import card_of, with_card_relations
from catalogue.sets import ListingState
from common.errors import BusinessRuleError
from sellers import queries, review_scope, reviewing
from sellers.forms import RejectForm

PER_PAGE = 30


class ReviewerMixin(RoleRequiredMixin):
    """Operators and officials; a listing out of reach does not exist."""

    required_roles = (Role.OPERATOR, Role.PROVINCE_OFFICIAL, Role.COMMUNE_OFFICIAL)

    def own_listings(self):
        """Return the listings that this person may decide on."""
        return review_scope.listings_of(self.request.user)


class QueueView(ReviewerMixin, TemplateView):
    """Listings that wait, oldest first."""

    template_name = "sellers/review_queue.html"

    def get_context_data(self, **kwargs):
        """Add one page of the queue."""
        waiting = queries.review_queue(self.own_listings())
        page = Paginator(waiting, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(page_obj=page, **kwargs)


class ReviewView(ReviewerMixin, View):
    """Look at one listing as shoppers would see it, and decide."""

    def get(self, request, pk):
        """Show the listing."""
        return self.show(request, pk, RejectForm())

    def show(self, request, pk, form):
        """Render the listing with the form."""
        product = (
            with_card_relations(self.own_listings().filter(pk=pk).exclude(state=ListingState.DRAFT))
            .select_related("partner__commune", "partner__seller", "product_set")
            .first()
        )
        if product is None:
            raise Http404
        context = {"product": product, "card": card_of(product), "form": form}
        return render(request, "sellers/review.html", context)

    def post(self, request, pk):
        """Approve, or send back with a reason."""
        product = self.own_listings().select_related("partner").filter(pk=pk).first()
        if product is None:
            raise Http404
        try:
            if request.POST.get("decision") == "approve":
                reviewing.approve(product=product, reviewer=request.user)
                messages.success(request, f"Đã duyệt: {product.title}.")
            else:
                form = RejectForm(request.POST)
                if not form.is_valid():
                    return self.show(request, pk, form)
                reviewing.send_back(
                    product=product, reviewer=request.user, note=form.cleaned_data["note"]
                )
                messages.success(request, f"Đã trả lại: {product.title}.")
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        return redirect("sellers:review-queue")
