"""The operators' queue of money that is not right."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import TemplateView, View

from accounts.roles import RoleRequiredMixin
from common.errors import BusinessRuleError
from shop.payment import queries, resolving
from shop.payment.forms import FORMS
from shop.payment.models import PaymentCase

PER_PAGE = 30


class OperatorMixin(RoleRequiredMixin):
    """Operators only."""


class QueueView(OperatorMixin, TemplateView):
    """Cases that wait, oldest first."""

    template_name = "payment/cases.html"

    def get_context_data(self, **kwargs):
        """Add one page of the queue."""
        kind = self.request.GET.get("loai", "")
        cases = Paginator(queries.open_cases(kind), PER_PAGE)
        page = cases.get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            page_obj=page,
            kinds=PaymentCase.Kind.choices,
            kind=kind if kind in PaymentCase.Kind.values else "",
            **kwargs,
        )


class CaseView(OperatorMixin, View):
    """Look at one case, and do something about it."""

    def get(self, request, pk):
        """Show what is known."""
        return self.show(request, pk)

    def show(self, request, pk, act="", form=None):
        """Render the case; ``form`` is what was typed for ``act``."""
        page = queries.case_page(_case(pk))
        forms = {name: kind(auto_id=f"{name}_%s") for name, kind in FORMS.items()}
        forms |= {act: form} if form else {}
        return render(request, "payment/case.html", {"page": page, "forms": forms, "form": form})

    def post(self, request, pk):
        """Do what the button says."""
        act = request.POST.get("act", "")
        if act not in resolving.ACTS:
            raise Http404
        words = {}
        if act in FORMS:
            form = FORMS[act](request.POST, auto_id=f"{act}_%s")
            if not form.is_valid():
                return self.show(request, pk, act, form)
            words = form.cleaned_data
        try:
            resolving.ACTS[act](case=_case(pk), actor=request.user, **words)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Đã ghi lại.")
        return redirect("payment:case", pk)


def _case(pk: int) -> PaymentCase:
    cases = PaymentCase.objects.select_related("seller_order__partner", "notice", "closed_by")
    return get_object_or_404(cases, pk=pk)
