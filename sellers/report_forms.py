"""What is typed about a listing that is not right, and what is answered."""

from django import forms

from catalogue.photos import PhotoRefused, check_upload
from common.fields import PhoneField
from sellers.feedback.complaint_times import report_reasons
from sellers.forms import PHOTO_TYPES


class ReportForm(forms.Form):
    """What is wrong, in words, with a photo and a phone for the answer."""

    reason = forms.ChoiceField(
        label="Có chuyện gì?",
        choices=report_reasons,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một chuyện ở trên."},
    )
    text = forms.CharField(
        label="Kể rõ hơn",
        required=False,
        max_length=1000,
        help_text="Thấy gì, ở đâu, từ bao giờ.",
        error_messages={"max_length": "Viết gọn trong 1000 chữ cái."},
        widget=forms.Textarea({"rows": 4}),
    )
    photo = forms.FileField(
        label="Ảnh",
        required=False,
        help_text="Chỉ người của sàn xem.",
        widget=forms.FileInput({"accept": PHOTO_TYPES}),
    )
    phone = PhoneField(
        label="Số điện thoại của bạn",
        required=False,
        help_text="Có trả lời thì sàn nhắn tin. Người bán không biết ai phản ánh.",
    )

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
    """What the market answers."""

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
