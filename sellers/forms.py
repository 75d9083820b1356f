"""Forms of producers: cleaning and wording only."""

import uuid

from django import forms
from django.core.exceptions import ValidationError

from catalogue.models import ProductSet
from catalogue.photos import PhotoRefused, check_upload
from common.fields import GramsField, VNDField
from common.units import SALE_UNITS
from places.models import Commune
from sellers import held_photos
from sellers.listings import ListingFacts
from shop.partner.models import Partner

PROVINCE_CODE = "19"
MAX_STOCK = 100_000
#: One ton; a full basket of it still fits the weight of an order.
MAX_WEIGHT_G = 1_000_000


class RegisterForm(forms.Form):
    """Who sells, and where."""

    name = forms.CharField(
        label="Tên gian hàng",
        max_length=100,
        min_length=3,
        help_text="Ví dụ: Hộ bà Trần Thị Ngọc, HTX chè Đồi Xanh",
        error_messages={
            "required": "Nhập tên gian hàng. Ví dụ: Hộ bà Trần Thị Ngọc.",
            "min_length": "Tên ngắn quá. Ví dụ: Hộ bà Trần Thị Ngọc.",
        },
    )
    kind = forms.ChoiceField(
        label="Bà con bán với tư cách nào?",
        choices=Partner.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một loại. Bán tại nhà thì chọn Hộ sản xuất."},
    )
    commune = forms.ModelChoiceField(
        label="Ở xã, phường nào?",
        queryset=Commune.objects.none(),
        to_field_name="code",
        empty_label="Chọn xã, phường",
        help_text="Xã, phường theo tên mới từ tháng 7/2025",
        error_messages={
            "required": "Chọn xã, phường nơi làm ra hàng.",
            "invalid_choice": "Chọn xã, phường trong danh sách.",
        },
        widget=forms.Select(attrs={"data-combobox": ""}),
    )
    hamlet = forms.CharField(
        label="Xóm, tổ dân phố", max_length=80, required=False, help_text="Ví dụ: xóm Hồng Thái"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        communes = Commune.objects.in_province(PROVINCE_CODE).order_by("name_folded", "code")
        self.fields["commune"].queryset = communes
        self.fields["commune"].label_from_instance = lambda commune: commune.full_name


class ListingForm(forms.Form):
    """One product: photo, name, set, price, unit, weight, stock."""

    photo = forms.FileField(
        label="Ảnh món hàng",
        required=False,
        help_text="Chụp gần, đủ sáng. Ảnh JPG, PNG hoặc WebP.",
        widget=forms.FileInput(
            attrs={
                "accept": "image/jpeg,image/png,image/webp",
                "data-photo-preview": "anh-vua-chon",
            }
        ),
        error_messages={"empty": "Ảnh này rỗng. Chụp lại rồi chọn ảnh mới."},
    )
    photo_token = forms.CharField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label="Tên món hàng",
        min_length=3,
        max_length=90,
        help_text="Ví dụ: Chè búp khô La Bằng",
        error_messages={
            "required": "Nhập tên món hàng. Ví dụ: Chè búp khô La Bằng.",
            "min_length": "Tên ngắn quá. Ví dụ: Chè búp khô La Bằng.",
            "max_length": "Tên dài quá. Viết gọn trong 90 chữ cái.",
        },
    )
    product_set = forms.ModelChoiceField(
        label="Thuộc nhóm hàng nào?",
        queryset=ProductSet.objects.filter(valid_to=None).select_related("category"),
        to_field_name="code",
        empty_label="Chọn nhóm hàng",
        error_messages={
            "required": "Chọn nhóm hàng. Chè búp, chè móc câu thì chọn Chè.",
            "invalid_choice": "Chọn nhóm hàng trong danh sách.",
        },
        widget=forms.Select(attrs={"data-combobox": ""}),
    )
    sale_unit = forms.ChoiceField(
        label="Bán theo",
        choices=[("", "Chọn")] + [(unit.code, unit.label) for unit in SALE_UNITS],
        error_messages={
            "required": "Chọn bán theo gói, kg, hộp hay thứ khác.",
            "invalid_choice": "Chọn một đơn vị trong danh sách.",
        },
    )
    net_weight = GramsField(
        max_g=MAX_WEIGHT_G,
        label="Mỗi gói, mỗi hộp nặng bao nhiêu?",
        help_text="Ví dụ: 500 g hoặc 1,2 kg",
        error_messages={"required": "Nhập cân nặng của một gói, một hộp. Ví dụ: 500 g."},
    )
    price = VNDField(
        label="Giá một gói, một hộp (đồng)",
        help_text="Ví dụ: 185.000",
        min_vnd=1_000,
        max_vnd=500_000_000,
        error_messages={"required": "Nhập giá bán. Ví dụ: 185.000."},
        widget=forms.TextInput(attrs={"data-price-words": ""}),
    )
    stock = forms.IntegerField(
        label="Còn bao nhiêu để bán?",
        min_value=1,
        max_value=MAX_STOCK,
        help_text="Ví dụ: 40",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Nhập số lượng còn. Ví dụ: 40.",
            "invalid": "Số lượng chỉ gồm chữ số. Ví dụ: 40.",
            "min_value": "Số lượng ít nhất là 1.",
            "max_value": "Số lượng nhiều nhất là 100.000.",
        },
    )
    description = forms.CharField(
        label="Kể thêm về món hàng",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Cách làm, cách dùng, để được bao lâu",
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, session, **kwargs):
        self.session = session
        super().__init__(*args, **kwargs)
        self.fields["product_set"].label_from_instance = lambda s: s.short_name

    @property
    def held_photo_name(self) -> str:
        """Return the name of the photo that is kept for this form, or an empty string."""
        token = self.data.get("photo_token", "")
        return self.session["held_photo"]["name"] if self._held(token) else ""

    def _held(self, token: str):
        return held_photos.held(token, session=self.session)

    def clean_photo(self):
        """Check a new photo by its content; fall back to the one that was kept."""
        photo = self.cleaned_data.get("photo")
        if photo is None:
            photo = self._held(self.data.get("photo_token", ""))
            if photo is None:
                raise ValidationError("Chụp hoặc chọn một ảnh món hàng.", code="required")
            return photo
        try:
            check_upload(photo)
        except PhotoRefused as refused:
            raise ValidationError(refused.message, code="refused") from refused
        return photo

    def keep_photo(self) -> None:
        """Hold a good photo while other answers are mended."""
        photo = self.cleaned_data.get("photo")
        if photo is not None:
            self.data = self.data.copy()
            self.data["photo_token"] = held_photos.hold(photo, session=self.session)

    def facts(self) -> ListingFacts:
        """Return the cleaned answers as arguments of the service."""
        answers = self.cleaned_data
        return ListingFacts(
            title=answers["title"],
            product_set=answers["product_set"],
            price_vnd=answers["price"],
            sale_unit=answers["sale_unit"],
            net_weight_g=answers["net_weight"],
            stock=answers["stock"],
            description=answers["description"],
        )


class ReviseForm(ListingForm):
    """The same questions for a listing that exists; price and stock have pages of their own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("price", "stock", "client_id"):
            del self.fields[name]
        self.fields["photo"].label = "Ảnh mới"
        self.fields["photo"].help_text = "Không chọn thì giữ ảnh đang có"

    def clean_photo(self):
        """Take a new photo when there is one."""
        token = self.data.get("photo_token", "")
        if self.cleaned_data.get("photo") is None and self._held(token) is None:
            return None
        return super().clean_photo()


class StockForm(forms.Form):
    """What was counted on the shelf."""

    on_shelf = forms.IntegerField(
        label="Đếm được bao nhiêu?",
        min_value=0,
        max_value=MAX_STOCK,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Nhập số đếm được. Ví dụ: 40.",
            "invalid": "Số lượng chỉ gồm chữ số. Ví dụ: 40.",
            "min_value": "Số lượng không thể nhỏ hơn 0.",
            "max_value": "Số lượng nhiều nhất là 100.000.",
        },
    )


class PriceForm(forms.Form):
    """A new price."""

    price = VNDField(
        label="Giá bán mới (đồng)",
        min_vnd=1_000,
        max_vnd=500_000_000,
        help_text="Ví dụ: 185.000",
        widget=forms.TextInput(attrs={"data-price-words": ""}),
    )


class ShipForm(forms.Form):
    """Who carries the parcel."""

    carrier = forms.CharField(
        label="Ai giao hàng?",
        max_length=60,
        required=False,
        help_text="Ví dụ: tự giao, Bưu điện, xe khách",
    )
    tracking_code = forms.CharField(
        label="Mã vận đơn",
        max_length=40,
        required=False,
        help_text="Ghi trên phiếu gửi, không có thì bỏ trống",
    )


class CancelForm(forms.Form):
    """Why the seller cannot deliver."""

    note = forms.CharField(
        label="Vì sao không giao được?",
        max_length=300,
        min_length=3,
        help_text="Người mua đọc được câu này. Ví dụ: Hết hàng vì mưa nhiều",
        error_messages={
            "required": "Viết một câu cho người mua biết. Ví dụ: Hết hàng.",
            "min_length": "Viết rõ hơn một chút. Ví dụ: Hết hàng.",
        },
    )


class CalledForm(forms.Form):
    """What came of a call to a seller who had not answered."""

    note = forms.CharField(
        label="Gọi được ai, họ nói gì?",
        max_length=200,
        error_messages={"required": "Viết một câu, ví dụ: Bà Ngọc sẽ nhận đơn chiều nay."},
    )
