"""What is typed about something that is not right, and what is answered."""

from django import forms

from catalogue.photos import PhotoRefused, check_upload
from common.fields import PhoneField
from fieldreports.models import FieldReport
from fieldreports.subjects import Subject
from places.home import HOME_PROVINCE
from places.models import Commune
from sellers.feedback.complaint_times import report_reasons
from sellers.forms import PHOTO_TYPES


def commune_field(**options) -> forms.ModelChoiceField:
    """Return the choice of a commune of the home province; none is well."""
    return forms.ModelChoiceField(
        queryset=Commune.objects.none(),
        to_field_name="code",
        required=False,
        error_messages={"invalid_choice": "Chọn xã, phường trong danh sách."},
        widget=forms.Select(attrs={"data-combobox": ""}),
        **options,
    )


def _fill(field: forms.ModelChoiceField) -> None:
    communes = Commune.objects.in_province(HOME_PROVINCE).current()
    field.queryset = communes.order_by("name_folded", "code")
    field.label_from_instance = lambda commune: commune.full_name


class ReportForm(forms.Form):
    """What is wrong, in words, with a photo, a place and a phone for the answer."""

    reason = forms.ChoiceField(
        label="Có chuyện gì?",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một chuyện ở trên."},
    )
    text = forms.CharField(
        label="Kể rõ hơn",
        required=False,
        max_length=1000,
        help_text="Thấy gì, từ bao giờ.",
        error_messages={"max_length": "Viết gọn trong 1000 chữ cái."},
        widget=forms.Textarea({"rows": 4}),
    )
    photo = forms.FileField(
        label="Ảnh",
        required=False,
        help_text="Chỉ người xem phản ánh thấy ảnh.",
        widget=forms.FileInput({"accept": PHOTO_TYPES}),
    )
    commune = commune_field(
        label="Thấy ở xã, phường nào?",
        empty_label="Nơi của người bán",
        help_text="Chọn khi bạn thấy ở nơi khác.",
    )
    place_note = forms.CharField(
        label="Ở chỗ nào?",
        required=False,
        max_length=120,
        help_text="Ví dụ: cổng sau, dãy hàng thịt.",
        error_messages={"max_length": "Viết gọn trong 120 chữ cái."},
    )
    phone = PhoneField(
        label="Số điện thoại của bạn",
        required=False,
        help_text="Để nhận trả lời. Người bị phản ánh không biết ai gửi.",
    )
    is_anonymous = forms.BooleanField(label="Gửi không kèm số của tôi", required=False)

    def __init__(self, *args, subject: Subject, is_known: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = report_reasons(subject.kind)
        if subject.asks_place:
            _fill(self.fields["commune"])
        else:
            del self.fields["commune"]
        del self.fields["phone" if is_known else "is_anonymous"]

    def clean(self):
        """Ask for words where neither the reason nor a photo says what is wrong."""
        typed = super().clean()
        says = typed.get("text", "").strip() or typed.get("photo") or "photo" in self.errors
        if typed.get("reason", "").startswith("khac") and not says:
            self.add_error("text", "Kể giúp một câu: thấy gì, ở đâu.")
        return typed

    def clean_photo(self):
        """Take a photo only."""
        photo = self.cleaned_data.get("photo")
        if photo:
            try:
                check_upload(photo)
            except PhotoRefused as refused:
                raise forms.ValidationError(refused.message) from refused
        return photo


class DecisionForm(forms.Form):
    """What is answered."""

    answer = forms.CharField(
        label="Trả lời người phản ánh",
        min_length=10,
        max_length=500,
        help_text="Nói đã làm gì, hoặc vì sao không thấy vi phạm.",
        error_messages={
            "required": "Viết câu trả lời.",
            "min_length": "Viết rõ hơn một chút.",
            "max_length": "Viết gọn trong 500 chữ cái.",
        },
        widget=forms.Textarea({"rows": 3}),
    )


class PassOnForm(forms.Form):
    """Who answers instead, and why."""

    desk = forms.ChoiceField(
        label="Chuyển cho ai?",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn nơi trả lời."},
    )
    commune = commune_field(
        label="Xã, phường nào?",
        empty_label="Giữ nguyên",
        help_text="Khi chuyện xảy ra ở xã, phường khác.",
    )
    note = forms.CharField(
        label="Vì sao chuyển?",
        min_length=10,
        max_length=300,
        help_text="Người nhận đọc câu này. Người phản ánh không đọc.",
        error_messages={
            "required": "Viết vì sao chuyển.",
            "min_length": "Viết rõ hơn một chút.",
            "max_length": "Viết gọn trong 300 chữ cái.",
        },
    )

    def __init__(self, *args, report: FieldReport, **kwargs):
        super().__init__(*args, **kwargs)
        desks = FieldReport.Desk
        self.fields["desk"].choices = [
            (key, words)
            for key, words in desks.choices
            if key != desks.BOARD or report.market_id is not None
        ]
        if report.market_id is not None:
            del self.fields["commune"]
        else:
            _fill(self.fields["commune"])


class ListFilter(forms.Form):
    """Which reports a list shows; what is not understood shows what waits."""

    KINDS = (("", "Chưa xong"), ("qua-han", "Quá hạn"), ("xong", "Đã trả lời"))

    xem = forms.ChoiceField(choices=KINDS, required=False)
    ve = forms.ChoiceField(
        label="Về", choices=[("", "Tất cả"), *FieldReport.Subject.choices], required=False
    )
