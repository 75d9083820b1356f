"""Forms of reviewers: cleaning and wording only."""

from django import forms
from django.utils import timezone

from sellers import legal_bases, mending
from sellers.models import TakedownRequest

_MOST_AGE_DAYS = 60


def _note(label: str, required: str, **more) -> forms.CharField:
    return forms.CharField(
        label=label,
        min_length=5,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": required, "min_length": "Viết rõ hơn một chút."},
        **more,
    )


class ApproveForm(forms.Form):
    """Which paper was seen, where a rule wants one."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    paper = forms.CharField(
        label="Số giấy đã xem",
        max_length=200,
        required=False,
        help_text="Không cần giấy thì ghi vì sao, ví dụ: bỗng rượu là gia vị.",
    )


class SendBackForm(forms.Form):
    """What is to be mended: ready sentences, own words, or both."""

    mend = forms.MultipleChoiceField(
        label="Cần sửa gì?",
        choices=[(one.code, one.label) for one in mending.MENDS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label="Nói thêm với bà con",
        max_length=300,
        min_length=5,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"min_length": "Viết rõ hơn để bà con biết cần sửa gì."},
    )

    def clean(self):
        """Ask for at least one of both."""
        answers = super().clean()
        if not (answers.get("mend") or answers.get("note") or "note" in self.errors):
            self.add_error("note", "Viết cho bà con biết cần sửa gì.")
        return answers


class WithholdForm(forms.Form):
    """Why a listing is hidden for now."""

    note = _note("Vì sao tạm ẩn?", "Viết cho bà con biết vì sao món này tạm ẩn.")


class TakeDownForm(forms.Form):
    """By which law a listing goes, and why."""

    basis = forms.ChoiceField(label="Căn cứ", error_messages={"required": "Chọn căn cứ pháp luật."})
    note = _note("Vì sao gỡ?", "Viết cho bà con biết vì sao món này bị gỡ.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = [
            ("", "Chọn căn cứ"),
            *((one.key, one.label) for one in legal_bases.in_force()),
        ]


class RestoreForm(forms.Form):
    """Why a listing comes back."""

    note = _note("Vì sao cho hiện lại?", "Viết vì sao cho hiện lại, bà con đọc được câu này.")


class DeclineForm(forms.Form):
    """Why a request is not followed."""

    answer = _note("Vì sao không gỡ?", "Viết vì sao không gỡ, để trả lời người yêu cầu.")


class TakedownRequestForm(TakeDownForm):
    """A request as it came in."""

    source = forms.ChoiceField(
        label="Ai yêu cầu?",
        choices=TakedownRequest.Source.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn ai yêu cầu."},
    )
    asked_by = forms.CharField(
        label="Tên cơ quan hoặc người yêu cầu",
        max_length=160,
        error_messages={"required": "Ghi tên cơ quan hoặc người yêu cầu."},
    )
    document_no = forms.CharField(label="Số văn bản", max_length=80, required=False)
    received_at = forms.DateTimeField(
        label="Nhận lúc",
        widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M", attrs={"autocomplete": "off"}),
        help_text="Ngày giờ, ví dụ 26/11/2026 08:30",
        error_messages={
            "required": "Ghi ngày giờ nhận được yêu cầu.",
            "invalid": "Ghi ngày giờ như 26/11/2026 08:30.",
        },
    )
    note = None
    text = _note("Yêu cầu nói gì?", "Ghi lại yêu cầu bằng một câu.")
    field_order = ["source", "asked_by", "document_no", "basis", "received_at", "text"]

    def clean_received_at(self):
        """Refuse a moment to come, and one too long ago to be meant."""
        at, now = self.cleaned_data["received_at"], timezone.now()
        if at > now:
            raise forms.ValidationError("Giờ nhận chưa tới. Xem lại ngày giờ.")
        if (now - at).days > _MOST_AGE_DAYS:
            raise forms.ValidationError("Ngày nhận quá xa. Xem lại ngày, tháng, năm.")
        return at
