"""The operators' pages of programmes."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import TemplateView, View

from accounts.roles import RoleRequiredMixin
from audit import recording
from common.csv_text import csv_bytes
from common.errors import BusinessRuleError
from common.money import format_vnd
from shop.programme import reporting, running
from shop.programme.forms import (
    BudgetForm,
    CodeForm,
    CountForm,
    PhonesForm,
    ProgrammeForm,
    SettleForm,
)
from shop.programme.models import Programme
from shop.programme.queries import amount_words, conditions

PER_PAGE = 30
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMS = {"budget": BudgetForm, "code": CodeForm, "phones": PhonesForm, "settle": SettleForm}
_STATES = {"open": Programme.State.OPEN, "pause": Programme.State.PAUSED,
           "close": Programme.State.CLOSED}  # fmt: skip


class OperatorMixin(RoleRequiredMixin):
    """Operators only."""


class ListView(OperatorMixin, TemplateView):
    """All programmes, the newest first. 2 queries."""

    template_name = "programme/list.html"

    def get_context_data(self, **kwargs):
        """Add one page of them."""
        page = Paginator(Programme.objects.all(), PER_PAGE)
        return super().get_context_data(
            page_obj=page.get_page(self.request.GET.get("trang")), **kwargs
        )


class NewView(OperatorMixin, View):
    """Set up a programme."""

    def get(self, request):
        """Show the form."""
        return self.show(ProgrammeForm())

    def post(self, request):
        """Write it down, or say what is missing."""
        form = ProgrammeForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            programme = running.create(actor=request.user, **form.facts())
        except BusinessRuleError as refused:
            form.add_error("code", refused.message)
            return self.show(form)
        messages.success(request, "Đã ghi chương trình. Xem lại rồi bấm Mở chương trình.")
        return redirect("programmes:one", programme.pk)

    def show(self, form):
        """Render the form."""
        return render(self.request, "programme/new.html", {"form": form})


class ProgrammeView(OperatorMixin, View):
    """One programme: its money, what can be done, and what sellers are owed."""

    def get(self, request, pk):
        """Show it."""
        return self.show(pk)

    def post(self, request, pk):
        """Do what the button says."""
        act, programme = request.POST.get("act", ""), get_object_or_404(Programme, pk=pk)
        form = None
        if act in _FORMS:
            form = _FORMS[act](request.POST, auto_id=f"{act}_%s")
            if not form.is_valid():
                return self.show_wrong(pk, act, form)
        elif act not in _STATES:
            raise Http404
        try:
            said = _do(act, programme, form.cleaned_data if form else {}, request.user)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            if form:
                return self.show(pk, act, form)
        else:
            messages.success(request, said)
        return redirect("programmes:one", pk)

    def show_wrong(self, pk, act, form):
        """Say what is wrong: beside its field, or on top where each row has a form."""
        if act == "settle":
            said = [words for errors in form.errors.values() for words in errors]
            messages.error(self.request, " ".join(said))
        return self.show(pk, act, form)

    def show(self, pk, act="", form=None):
        """Render the page; ``form`` is what was typed for ``act``."""
        programme = get_object_or_404(Programme, pk=pk)
        found = reporting.report(programme)
        forms = {name: kind(auto_id=f"{name}_%s") for name, kind in _FORMS.items()}
        forms |= {"count": CountForm(auto_id="count_%s")} | ({act: form} if form else {})
        typed, form = (form.data, None) if act == "settle" else ({}, form)
        return render(
            self.request,
            "programme/programme.html",
            {
                "programme": programme,
                "amount": amount_words(programme),
                "conditions": conditions(programme),
                "codes": programme.codes.exclude(shown=""),
                "personal": programme.codes.filter(is_personal=True).count(),
                "phones": programme.phones.count(),
                "report": found,
                "sellers": found.sellers(),
                "forms": forms,
                "form": form,
                "typed": typed,
            },
        )


class PersonalCodesView(OperatorMixin, View):
    """Make personal codes and hand them over once, as a file."""

    def post(self, request, pk):
        """Return the codes as CSV."""
        programme = get_object_or_404(Programme, pk=pk)
        form = CountForm(request.POST)
        if not form.is_valid() or programme.state == Programme.State.CLOSED:
            messages.error(request, "Chưa làm được mã. Nhập số mã từ 1 đến 5.000.")
            return redirect("programmes:one", pk)
        made = running.make_codes(
            programme=programme, count=form.cleaned_data["count"], actor=request.user
        )
        rows = [("Mã (mỗi mã dùng một lần)",), *((one,) for one in made)]
        return _file(csv_bytes(rows), "text/csv; charset=utf-8", f"ma-{pk}.csv")


class ReportView(OperatorMixin, View):
    """Every order of a programme as a file."""

    def get(self, request, pk, kind):
        """Return CSV or a workbook, noted before it leaves."""
        found = reporting.report(get_object_or_404(Programme, pk=pk))
        is_csv = kind == "csv"
        content = reporting.as_csv(found) if is_csv else reporting.as_xlsx(found)
        name = f"bao-cao-{pk}.{kind}"
        changes = {"format": ("", kind), "rows": ("", len(found.rows))}
        recording.record("export.taken", label=name, actor=request.user, changes=changes)
        return _file(content, "text/csv; charset=utf-8" if is_csv else _XLSX, name)


def _do(act: str, programme: Programme, data: dict, actor) -> str:
    """Do an act; return what to say. Raises ``BusinessRuleError``."""
    if act in _STATES:
        running.move(programme=programme, to=_STATES[act], actor=actor)
        return f"Chương trình: {programme.get_state_display().lower()}."
    if act == "budget":
        running.set_budget(programme=programme, budget_vnd=data["budget_vnd"], actor=actor)
        return f"Kinh phí nay là {format_vnd(programme.budget_vnd)}."
    if act == "code":
        added = running.add_code(programme=programme, typed=data["code"], actor=actor)
        return f"Đã thêm mã {added}."
    if act == "phones":
        new = running.list_phones(programme=programme, typed=data["phones"], actor=actor)
        return f"Đã thêm {new} số."
    paid = running.settle(
        programme=programme,
        partner_id=data["partner"],
        shown_key=data["shown"],
        reference=data["reference"],
        actor=actor,
    )
    if paid < 0:
        return f"Đã ghi: người bán trả lại {format_vnd(-paid)}."
    return f"Đã ghi: người bán đã nhận {format_vnd(paid)}."


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)
