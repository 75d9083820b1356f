"""The operators' list of orders that no seller answered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import TemplateView

from accounts.roles import RoleRequiredMixin
from common.errors import BusinessRuleError
from sellers import unanswered
from sellers.forms import CalledForm
from sellers.models import Notice

PER_PAGE = 30


class UnansweredView(RoleRequiredMixin, TemplateView):
    """Whom to call now, oldest order first."""

    template_name = "sellers/unanswered.html"

    def get_context_data(self, **kwargs):
        """Add one page of the list."""
        notices = unanswered.unanswered()
        page = Paginator(notices, PER_PAGE).get_page(self.request.GET.get("trang"))
        rows = unanswered.rows_of(page.object_list)
        forms = {row.pk: CalledForm(auto_id=f"goi-{row.pk}-%s") for row in rows}
        if kwargs.get("form"):
            forms[kwargs["typed_for"]] = kwargs["form"]
        pairs = [(row, forms[row.pk]) for row in rows]
        return super().get_context_data(page_obj=page, pairs=pairs, **kwargs)

    def post(self, request, *args, **kwargs):
        """Note what came of a call."""
        pk = request.POST.get("notice", "")
        notice = Notice.objects.filter(pk=pk).first() if pk.isascii() and pk.isdigit() else None
        if notice is None:
            raise Http404
        form = CalledForm(request.POST, auto_id=f"goi-{notice.pk}-%s")
        if not form.is_valid():
            context = self.get_context_data(form=form, typed_for=notice.pk)
            return self.render_to_response(context)
        try:
            unanswered.note_called(
                notice=notice, actor=request.user, note=form.cleaned_data["note"]
            )
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Đã ghi lại. Đơn này ra khỏi danh sách.")
        return redirect("sellers:unanswered")
