"""What operators enter beside our figures: plan targets and other floors; visits to look at."""

from django import forms
from django.contrib import admin

from common.dates import format_datetime
from places.models import Commune
from stats.beside import PLANNED
from stats.floors.entering import enter
from stats.models import FloorReport, Target, VisitDay
from stats.visits import PageKind

_METRICS = [(metric, f"{metric} – {planned.label}") for metric, planned in PLANNED.items()]


class TargetForm(forms.ModelForm):
    """One target; the figure is one that the summary has, the commune one that exists."""

    metric = forms.ChoiceField(label="Chỉ số", choices=_METRICS)

    class Meta:
        model = Target
        fields = ["year", "metric", "commune_code", "value", "decision_no", "decided_on"]
        help_texts = {
            "commune_code": "Để trống là chỉ tiêu của cả tỉnh.",
            "value": "Số nguyên: sản phẩm, đơn vị, hộ, chợ, giao dịch hoặc đồng.",
        }

    def clean_commune_code(self) -> str:
        """Refuse a code that is no commune's."""
        code = self.cleaned_data["commune_code"]
        if code and not Commune.objects.filter(code=code).exists():
            raise forms.ValidationError("Không có xã nào mang mã này.")
        return code

    def clean_value(self):
        """Refuse less than nothing."""
        value = self.cleaned_data["value"]
        if value < 0:
            raise forms.ValidationError("Chỉ tiêu không nhỏ hơn 0.")
        return value


class FloorReportForm(forms.ModelForm):
    """What another floor reported for a period."""

    class Meta:
        model = FloorReport
        fields = [
            "floor", "period_from", "period_to", "sellers", "products", "transactions", "value_vnd",
            "source", "evidence_url",
        ]  # fmt: skip
        help_texts = {"source": "Công văn, tệp hoặc địa chỉ nơi lấy số liệu."}

    def clean(self) -> dict:
        """Refuse a period that ends before it begins."""
        data = super().clean()
        first, last = data.get("period_from"), data.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "Ngày cuối phải từ ngày đầu trở đi.")
        return data


class EnteredAdmin(admin.ModelAdmin):
    """Rows that carry who entered them; what a person has saved is demo data no more."""

    readonly_fields = ["who", "when"]

    @admin.display(description="Người nhập")
    def who(self, row) -> str:
        """Return who entered the row last."""
        return str(row.entered_by or "–")

    @admin.display(description="Lúc nhập")
    def when(self, row) -> str:
        """Return when the row was entered first."""
        return format_datetime(row.entered_at) if row.entered_at else "–"

    def save_model(self, request, obj, form, change) -> None:
        """Note who saves."""
        obj.entered_by = request.user
        obj.is_demo = False
        super().save_model(request, obj, form, change)


@admin.register(Target)
class TargetAdmin(EnteredAdmin):
    """Plan targets by year."""

    form = TargetForm
    list_display = ["year", "metric", "commune_code", "value", "decision_no", "who"]
    list_filter = ["year", "metric"]
    list_select_related = ["entered_by"]
    search_fields = ["decision_no", "commune_code"]


@admin.register(FloorReport)
class FloorReportAdmin(EnteredAdmin):
    """Reports of other floors."""

    form = FloorReportForm
    readonly_fields = [*EnteredAdmin.readonly_fields, "revision"]
    list_display = ["floor", "period_from", "period_to", "products", "transactions", "who"]
    list_filter = ["floor"]
    list_select_related = ["entered_by"]
    search_fields = ["floor", "source"]

    def save_model(self, request, obj, form, change) -> None:
        """Keep what the report said before."""
        enter(report=obj, by=request.user)


@admin.register(VisitDay)
class VisitDayAdmin(admin.ModelAdmin):
    """Views and visits by day: to look at only."""

    list_display = ["day", "page_name", "views", "visits"]
    fields = ["day", "page_name", "views", "visits"]
    list_filter = ["page"]
    date_hierarchy = "day"
    ordering = ["-day", "page"]

    @admin.display(description="Loại trang", ordering="page")
    def page_name(self, row) -> str:
        """Return the kind of page in words."""
        return dict(PageKind.choices).get(row.page, row.page)

    def has_add_permission(self, request) -> bool:
        """Days come from the counter only."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Days are shown, never edited."""
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        """Days stay."""
        return False
