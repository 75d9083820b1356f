"""What a seller types about a tour."""

from django import forms

from catalogue.models import TourismOffer
from catalogue.tour_models import MAX_DAYS_BEFORE, MAX_PEOPLE
from places.models import Commune


def _number(label: str, least: int, most: int, **kwargs) -> forms.IntegerField:
    words = f"Ghi số từ {least} đến {most}. Ví dụ: {max(least, 2)}"
    errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, error_messages=errors, **kwargs
    )


def _words(label: str, most: int, missing: str = "", **kwargs) -> forms.CharField:
    errors = {"required": missing, "max_length": f"Viết nhiều nhất {most} chữ cái."}
    return forms.CharField(label=label, max_length=most, error_messages=errors, **kwargs)


class OfferForm(forms.Form):
    """What stands on the page of a tour."""

    meeting_point = _words(
        "Khách đến gặp ở đâu?", 160, "Viết chỗ gặp. Ví dụ: Nhà văn hóa xóm Hồng Thái"
    )
    meeting_commune = forms.ModelChoiceField(
        label="Chỗ gặp ở xã, phường nào?",
        queryset=Commune.objects.none(),
        error_messages={
            "required": "Chọn xã, phường của chỗ gặp.",
            "invalid_choice": "Chọn xã, phường trong danh sách.",
        },
    )
    duration_words = _words(
        "Đi bao lâu?", 60, "Viết đi bao lâu. Ví dụ: 3 giờ", help_text="Ví dụ: 3 giờ, 2 ngày 1 đêm"
    )
    max_people = _number("Một ngày nhận nhiều nhất mấy người?", 1, MAX_PEOPLE)
    included = _words(
        "Giá đã gồm những gì?",
        600,
        "Viết giá đã gồm những gì. Ví dụ: bữa trưa, người dẫn đường",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    not_included = _words(
        "Giá chưa gồm những gì?", 600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    language = _words("Nói tiếng gì với khách?", 60, "Viết tiếng. Ví dụ: Tiếng Việt")
    notice_days = _number("Khách phải đặt trước mấy ngày?", 0, MAX_DAYS_BEFORE)
    cancel_days = _number("Khách được hủy đến trước mấy ngày?", 0, MAX_DAYS_BEFORE)

    def __init__(self, *args, seller, offer: TourismOffer | None = None, **kwargs) -> None:
        home = seller.partner.commune
        initial = {
            name: getattr(offer, name)
            for name in self.base_fields
            if offer is not None and name != "meeting_commune"
        } or {"language": "Tiếng Việt", "notice_days": 1, "cancel_days": 1}
        initial["meeting_commune"] = offer.meeting_commune_id if offer else home and home.pk
        super().__init__(*args, initial=initial, **kwargs)
        communes = Commune.objects.current()
        if home:
            communes = communes.filter(province_id=home.province_id)
        self.fields["meeting_commune"].queryset = communes.order_by("name")


class PlacesForm(forms.Form):
    """How many people can go on one date."""

    places = _number("Mấy chỗ?", 1, MAX_PEOPLE)


class DateForm(PlacesForm):
    """A new date."""

    day = forms.DateField(
        label="Ngày đi",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages=dict.fromkeys(("required", "invalid"), "Chọn ngày đi. Ví dụ: 20/12/2026"),
    )
    field_order = ("day", "places")
