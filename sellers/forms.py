"""Forms of producers: cleaning and wording only."""

from django import forms
from django.core.exceptions import ValidationError

from catalogue.models import ProductSet
from catalogue.photos import PhotoRefused, check_upload
from common.fields import GramsField, VNDField
from common.units import SALE_UNITS
from places.home import HOME_PROVINCE
from places.models import Commune
from sellers import held_photos
from shop.partner.models import Partner

MAX_STOCK = 100_000
#: One ton; a full basket of it still fits the weight of an order.
MAX_WEIGHT_G = 1_000_000
PHOTO_TYPES = "image/jpeg,image/png,image/webp,image/heic,image/heif"


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
        label="Xóm, tổ dân phố",
        max_length=80,
        required=False,
        help_text="Ví dụ: xóm Hồng Thái. Ghi luôn thì khỏi bổ sung sau",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        communes = Commune.objects.in_province(HOME_PROVINCE).order_by("name_folded", "code")
        self.fields["commune"].queryset = communes
        self.fields["commune"].label_from_instance = lambda commune: commune.full_name


def title_field(**options) -> forms.CharField:
    """Return the question for the name of a product."""
    return forms.CharField(
        label="Tên món hàng",
        min_length=3,
        max_length=90,
        help_text="Ví dụ: Chè búp khô La Bằng",
        error_messages={
            "required": "Nhập tên món hàng. Ví dụ: Chè búp khô La Bằng.",
            "min_length": "Tên ngắn quá. Ví dụ: Chè búp khô La Bằng.",
            "max_length": "Tên dài quá. Viết gọn trong 90 chữ cái.",
        },
        **options,
    )


class ProductSetField(forms.ModelChoiceField):
    """One of the product sets in force, by its code, under its everyday name."""

    default_error_messages = {
        "required": "Chọn nhóm hàng. Chè búp, chè móc câu thì chọn Chè.",
        "invalid_choice": "Chọn nhóm hàng trong danh sách.",
    }

    def __init__(self, **options):
        super().__init__(
            queryset=ProductSet.objects.filter(valid_to=None).select_related("category"),
            to_field_name="code",
            empty_label="Chọn nhóm hàng",
            widget=forms.Select(attrs={"data-combobox": ""}),
            **options,
        )

    def label_from_instance(self, product_set) -> str:
        """Return the name that people use."""
        return product_set.short_name


def unit_field(**options) -> forms.ChoiceField:
    """Return the question for the unit that the price is for."""
    return forms.ChoiceField(
        label="Bán theo",
        choices=[("", "Chọn")] + [(unit.code, unit.label) for unit in SALE_UNITS],
        error_messages={
            "required": "Chọn bán theo gói, kg, hộp hay thứ khác.",
            "invalid_choice": "Chọn một đơn vị trong danh sách.",
        },
        **options,
    )


def weight_field(**options) -> GramsField:
    """Return the question for the net weight of one sale unit."""
    return GramsField(
        max_g=MAX_WEIGHT_G,
        label="Mỗi gói, mỗi hộp nặng bao nhiêu?",
        help_text="Ví dụ: 500 g hoặc 1,2 kg",
        error_messages={"required": "Nhập cân nặng của một gói, một hộp. Ví dụ: 500 g."},
        **options,
    )


def description_field() -> forms.CharField:
    """Return the question for the story of a product."""
    return forms.CharField(
        label="Kể thêm về món hàng",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Cách làm, cách dùng, để được bao lâu",
    )


class ReviseForm(forms.Form):
    """What shoppers read or see of a listing; price and stock have pages of their own."""

    photo = forms.FileField(
        label="Ảnh mới",
        required=False,
        help_text="Không chọn thì giữ ảnh đang có",
        widget=forms.FileInput(attrs={"accept": PHOTO_TYPES, "data-photo-preview": "anh-vua-chon"}),
        error_messages={"empty": "Ảnh này rỗng. Chụp lại rồi chọn ảnh mới."},
    )
    photo_token = forms.CharField(required=False, widget=forms.HiddenInput)
    title = title_field()
    product_set = ProductSetField(label="Thuộc nhóm hàng nào?")
    sale_unit = unit_field()
    net_weight = weight_field()
    description = description_field()

    def __init__(self, *args, session, **kwargs):
        self.session = session
        super().__init__(*args, **kwargs)

    @property
    def held_photo_name(self) -> str:
        """Return the name of the photo that is kept for this form, or an empty string."""
        token = self.data.get("photo_token", "")
        return self.session["held_photo"]["name"] if self._held(token) else ""

    def _held(self, token: str):
        return held_photos.held(token, session=self.session)

    def clean_photo(self):
        """Check a new photo by its content; fall back to the one that was kept, or to none."""
        photo = self.cleaned_data.get("photo")
        if photo is None:
            return self._held(self.data.get("photo_token", ""))
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


def stock_field(*, min_value: int, **options) -> forms.IntegerField:
    """Return the question for a number of sale units."""
    words = {
        "required": "Nhập số lượng. Ví dụ: 40.",
        "invalid": "Số lượng chỉ gồm chữ số. Ví dụ: 40.",
        "min_value": f"Số lượng ít nhất là {min_value}.",
        "max_value": "Số lượng nhiều nhất là 100.000.",
    } | options.pop("error_messages", {})
    return forms.IntegerField(
        min_value=min_value,
        max_value=MAX_STOCK,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=words,
        **options,
    )


def price_field(**options) -> VNDField:
    """Return the question for the price of one sale unit."""
    return VNDField(
        min_vnd=1_000,
        max_vnd=500_000_000,
        help_text="Ví dụ: 185.000, 185k hoặc 1tr2",
        widget=forms.TextInput(attrs={"data-price-words": ""}),
        **options,
    )


class StockForm(forms.Form):
    """What was counted on the shelf."""

    on_shelf = stock_field(
        label="Đếm được bao nhiêu?",
        min_value=0,
        error_messages={
            "required": "Nhập số đếm được. Ví dụ: 40.",
            "min_value": "Số lượng không thể nhỏ hơn 0.",
        },
    )


class SeasonForm(forms.Form):
    """In which months there are new goods; none chosen means all the year."""

    months = forms.TypedMultipleChoiceField(
        label="Tháng nào có hàng?",
        help_text="Bấm các tháng thu hoạch. Có quanh năm thì bỏ trống hết.",
        choices=[(month, f"Tháng {month}") for month in range(1, 13)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Chọn trong mười hai tháng."},
    )


class PriceForm(forms.Form):
    """A new price."""

    price = price_field(label="Giá bán mới (đồng)")


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
