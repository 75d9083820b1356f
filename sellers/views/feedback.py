"""The seller's pages of what shoppers say: read it, answer it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.generic import TemplateView, View

from catalogue.reviews.models import ProductReview, Status
from common.errors import BusinessRuleError
from sellers.feedback import of_seller, product_reviews
from sellers.feedback.forms import AnswerForm
from sellers.gates import SellerRequiredMixin

PER_PAGE = 20


class ReviewsView(SellerRequiredMixin, TemplateView):
    """What buyers say of the goods of this seller; what waits for an answer first."""

    template_name = "sellers/reviews.html"

    def get_context_data(self, **kwargs):
        """Add one page of reviews."""
        reviews = of_seller.reviews(self.seller.partner)
        page = Paginator(reviews, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            page_obj=page, rows=of_seller.rows_of(page.object_list), **kwargs
        )


class AnswerView(SellerRequiredMixin, View):
    """Answer one thing that was said of own goods; what is not shown does not exist."""

    model = ProductReview
    #: How it is shown, where the answer leads to.
    template_name = "sellers/review_answer.html"
    back = "sellers:reviews"

    def get(self, request, pk):
        """Show it with the answer that is there."""
        said = self.own(pk)
        return self.show(said, AnswerForm(initial={"text": said.answer}))

    def post(self, request, pk):
        """Write the answer down."""
        said, form = self.own(pk), AnswerForm(request.POST)
        if form.is_valid():
            try:
                self.answer(said, form.cleaned_data["text"])
            except BusinessRuleError as refused:
                form.add_error("text", refused.message)
            else:
                messages.success(request, "Đã ghi câu trả lời. Ai xem món này cũng đọc được.")
                return redirect(self.back)
        return self.show(said, form)

    def own(self, pk: int):
        """Return what was said of goods of this seller."""
        mine = self.model.objects.filter(product__partner=self.seller.partner)
        said = mine.filter(status=Status.SHOWN, pk=pk).select_related("product").first()
        if said is None:
            raise Http404
        return said

    def answer(self, said, text: str) -> None:
        """Write the answer of a review."""
        product_reviews.answer(review=said, text=text, by=self.request.user)

    def show(self, said, form):
        """Render it above the form."""
        row = self.row(self.model.objects.filter(pk=said.pk))
        context = {"seller": self.seller, "row": row, "form": form}
        return render(self.request, self.template_name, context)

    def row(self, found):
        """Return how the review is shown."""
        (row,) = of_seller.rows_of(found)
        return row
