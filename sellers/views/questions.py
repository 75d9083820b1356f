"""Questions about one product: everybody reads, who is signed in asks."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View
from django.views.generic import TemplateView

from catalogue.reviews import queries
from catalogue.reviews.models import ProductQuestion, Status
from catalogue.reviews.views import public_product
from common.errors import BusinessRuleError
from sellers.feedback import of_seller, questions
from sellers.feedback.forms import QuestionForm
from sellers.gates import SellerRequiredMixin
from sellers.views.feedback import AnswerView

PER_PAGE = 20


class QuestionsView(View):
    """``/san-pham/<slug>-<id>/hoi-dap/``"""

    def get(self, request, product_slug, pk):
        """Show one page of questions, and the form to who is signed in."""
        return self.show(public_product(pk), QuestionForm())

    def post(self, request, product_slug, pk):
        """Ask."""
        product = public_product(pk)
        page = reverse("sellers:questions", args=(product.slug, product.pk))
        if not request.user.is_authenticated:
            return redirect_to_login(page)
        form = QuestionForm(request.POST)
        if form.is_valid():
            try:
                asked = questions.ask(product=product, user=request.user, **form.cleaned_data)
            except BusinessRuleError as refused:
                form.add_error("text", refused.message)
            else:
                said = "Đã gửi câu hỏi. Người bán trả lời thì bạn nhận được tin nhắn."
                if asked.status != Status.SHOWN:
                    said = "Đã nhận câu hỏi. Sàn xem qua rồi cho hiện, thường trong một ngày."
                messages.success(request, said)
                return redirect(page)
        return self.show(product, form)

    def show(self, product, form):
        """Render the page of a product's questions."""
        found = Paginator(queries.shown_questions(product), PER_PAGE)
        page = found.get_page(self.request.GET.get("trang"))
        context = {
            "product": product,
            "questions": queries.questions_of(page.object_list),
            "page_obj": page,
            "form": form,
        }
        return render(self.request, "catalogue/questions.html", context)


class OwnQuestionsView(SellerRequiredMixin, TemplateView):
    """What people ask about the goods of this seller; what waits for an answer first."""

    template_name = "sellers/questions.html"

    def get_context_data(self, **kwargs):
        """Add one page of questions."""
        asked = of_seller.questions(self.seller.partner)
        page = Paginator(asked, PER_PAGE).get_page(self.request.GET.get("trang"))
        rows = of_seller.question_rows(page.object_list)
        return super().get_context_data(page_obj=page, rows=rows, **kwargs)


class AnswerQuestionView(AnswerView):
    """Answer one question."""

    model = ProductQuestion
    template_name = "sellers/question_answer.html"
    back = "sellers:own-questions"

    def answer(self, said, text: str) -> None:
        """Write the answer of a question."""
        questions.answer(question=said, text=text, by=self.request.user)

    def row(self, found):
        """Return how the question is shown."""
        (row,) = of_seller.question_rows(found)
        return row
