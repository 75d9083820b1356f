"""What a seller writes about a certificate, and what an official writes back."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.certificates import CertificateFacts, last_day_of
from catalogue.models import ProductSet
from catalogue.photos import PhotoRefused, clean_copies
from common.fields import DayField
from common.text import normalize
from sellers import held_photos

STARS = [("3", "3 sao"), ("4", "4 sao"), ("5", "5 sao")]


class CertificateForm(forms.Form):
    """The facts of a certificate and its photo."""

    photo = forms.FileField(
        label="Ảnh giấy chứng nhận",
        required=False,
        help_text="Chụp thẳng, đủ sáng, đọc được chữ. Chỉ cán bộ xem ảnh này.",
        widget=forms.FileInput(
            attrs={
                "accept": "image/jpeg,image/png,image/webp,image/heic",
                "data-photo-preview": "anh-vua-chon",
            }
        ),
        error_messages={"empty": "Ảnh này rỗng. Chụp lại rồi chọn ảnh mới."},
    )
    photo_token = forms.CharField(required=False, widget=forms.HiddenInput)
    stars = forms.ChoiceField(
        label="Giấy ghi mấy sao?",
        choices=STARS,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn số sao ghi trên giấy."},
    )
    decision_no = forms.CharField(
        label="Số quyết định",
        max_length=60,
        min_length=3,
        help_text="Ví dụ: 2146/QĐ-UBND",
        error_messages={
            "required": "Nhập số quyết định ghi trên giấy. Ví dụ: 2146/QĐ-UBND.",
            "min_length": "Số quyết định ngắn quá. Ví dụ: 2146/QĐ-UBND.",
        },
    )
    issued_on = DayField(
        label="Ngày cấp",
        help_text="Ví dụ: 14/03/2025",
        error_messages={"required": "Nhập ngày ký quyết định. Ví dụ: 14/03/2025."},
    )
    expires_on = DayField(
        label="Có giá trị đến ngày",
        required=False,
        help_text="Giấy không ghi thì bỏ trống, tính 3 năm từ ngày cấp",
    )
    issuer = forms.CharField(
        label="Nơi cấp",
        max_length=120,
        min_length=3,
        initial="UBND tỉnh Thái Nguyên",
        help_text="5 sao do Bộ Nông nghiệp và Môi trường cấp",
        error_messages={"required": "Nhập nơi cấp. Ví dụ: UBND tỉnh Thái Nguyên."},
    )
    product_set = forms.ModelChoiceField(
        label="Bộ sản phẩm",
        queryset=ProductSet.objects.filter(valid_to=None),
        to_field_name="code",
        empty_label="Chọn bộ sản phẩm",
        error_messages={"required": "Chọn bộ sản phẩm ghi trên giấy."},
        widget=forms.Select(attrs={"data-combobox": ""}),
    )

    def __init__(self, *args, session, has_scan: bool = False, **kwargs):
        self.session, self.has_scan, self.scan = session, has_scan, None
        super().__init__(*args, **kwargs)
        self.fields["product_set"].label_from_instance = lambda s: s.short_name
        if has_scan:
            self.fields["photo"].label = "Ảnh mới của giấy"
            self.fields["photo"].help_text = "Không chọn thì giữ ảnh đã gửi"

    @property
    def held_photo_name(self) -> str:
        """Return the name of the photo that is kept for this form, or an empty string."""
        token = self.data.get("photo_token", "")
        return self.session["held_photo"]["name"] if self._held(token) else ""

    def _held(self, token: str):
        return held_photos.held(token, session=self.session)

    def clean_photo(self):
        """Decode a new photo or the one that was kept; ``self.scan`` becomes a clean JPEG."""
        photo = self.cleaned_data.get("photo") or self._held(self.data.get("photo_token", ""))
        if photo is None:
            if self.has_scan:
                return None
            raise ValidationError("Chụp hoặc chọn ảnh giấy chứng nhận.", code="required")
        try:
            self.scan = clean_copies(photo).jpeg
        except PhotoRefused as refused:
            raise ValidationError(refused.message, code="refused") from refused
        return photo

    def keep_photo(self) -> None:
        """Hold a good photo while other answers are mended."""
        if self.scan is not None:
            clean = SimpleUploadedFile("giay-chung-nhan.jpg", self.scan)
            self.data = self.data.copy()
            self.data["photo_token"] = held_photos.hold(clean, session=self.session)

    def facts(self) -> CertificateFacts:
        """Return the cleaned answers as arguments of the service."""
        answers = self.cleaned_data
        return CertificateFacts(
            stars=int(answers["stars"]),
            product_set=answers["product_set"],
            decision_no=normalize(answers["decision_no"]),
            issuer=normalize(answers["issuer"]),
            issued_on=answers["issued_on"],
            expires_on=answers["expires_on"] or last_day_of(answers["issued_on"]),
        )


class DecisionForm(forms.Form):
    """A sentence for the seller, and the facts that it is about."""

    note = forms.CharField(
        label="Vì sao? Bà con cần làm gì?",
        max_length=300,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bà con đọc được câu này. Ví dụ: Ảnh mờ, chụp lại cả tờ giấy",
        error_messages={
            "required": "Viết một câu cho bà con biết phải làm gì.",
            "min_length": "Viết rõ hơn một chút để bà con hiểu.",
        },
    )
