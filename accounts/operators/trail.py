"""The page of the audit trail."""

import datetime as dt

from django import forms
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.views.generic import TemplateView

from accounts.roles import RoleRequiredMixin
from audit import queries

_PER_PAGE = 50
#: Nothing is older or later; the day after the last of all days is none.
_IN_REACH = (MinValueValidator(dt.date(2000, 1, 1)), MaxValueValidator(dt.date(2100, 12, 31)))


class TrailForm(forms.Form):
    """What to look for."""

    nguoi = forms.CharField(label="Người làm", required=False, max_length=80)
    ho = forms.CharField(label="Thay cho hộ", required=False, max_length=80)
    viec = forms.ChoiceField(label="Việc", required=False)
    tu = forms.DateField(label="Từ ngày", required=False, validators=_IN_REACH)
    den = forms.DateField(label="Đến ngày", required=False, validators=_IN_REACH)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["viec"].choices = [("", "Tất cả"), *queries.choices()]
        for name in ("tu", "den"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields[name].input_formats = ["%Y-%m-%d"]

    def asked(self) -> queries.Asked:
        """Return the words that can be understood; others are as if they were empty."""
        self.is_valid()
        said = self.cleaned_data
        return queries.Asked(
            person=said.get("nguoi", ""),
            household=said.get("ho", ""),
            action=said.get("viec", ""),
            first=said.get("tu"),
            last=said.get("den"),
        )


class TrailView(RoleRequiredMixin, TemplateView):
    """Who did what in office, newest first; for operators."""

    template_name = "accounts/operators/trail.html"

    def get_context_data(self, **kwargs):
        """Add one page of acts."""
        form = TrailForm(self.request.GET)
        page = Paginator(queries.found(form.asked()), _PER_PAGE).get_page(
            self.request.GET.get("trang")
        )
        query = self.request.GET.copy()
        query.pop("trang", None)
        return super().get_context_data(
            form=form,
            rows=[queries.row_of(event) for event in page],
            page_obj=page,
            query=query.urlencode(),
            **kwargs,
        )
