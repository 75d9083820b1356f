"""The form in which a household says how its goods can reach a shopper."""

from django import forms

from common.fields import VNDField
from shop.shipping.models import DeliveryMethod, DeliveryOffer
from shop.shipping.offers import MAX_FEE_VND, OwnDelivery, PlaceWordsMissing

Area = DeliveryOffer.Area


class DeliveryForm(forms.Form):
    """Own delivery, fetching at home, points; the carrier is always there."""

    own = forms.BooleanField(label="Tôi tự giao hàng", required=False)
    area = forms.ChoiceField(
        label="Giao trong vùng nào?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn giao trong xã, phường hay trong tỉnh.",
            "invalid_choice": "Chọn giao trong xã, phường hay trong tỉnh.",
        },
    )
    own_fee = VNDField(
        label="Phí tự giao (đồng)",
        min_vnd=0,
        max_vnd=MAX_FEE_VND,
        help_text="Không lấy phí thì ghi 0. Ví dụ: 10.000",
        error_messages={"required": "Nhập phí tự giao. Không lấy phí thì ghi 0."},
    )
    pickup = forms.BooleanField(label="Khách đến nhà tôi lấy", required=False)
    place_words = forms.CharField(
        label="Lấy ở đâu, giờ nào?",
        max_length=200,
        help_text="Ví dụ: Xóm Hồng Thái, cạnh nhà văn hóa, 7 giờ đến 17 giờ",
        error_messages={"required": PlaceWordsMissing.message},
    )
    points = forms.TypedMultipleChoiceField(
        label="Mang đến chợ, điểm OCOP",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Có điểm không còn mở. Chọn lại trong danh sách."},
    )

    def __init__(self, *args, partner, points, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        commune = partner.commune
        places = (commune.full_name, commune.province.full_name) if commune else ("xã", "tỉnh")
        self.fields["area"].choices = [
            (Area.COMMUNE.value, f"Trong {places[0]}"),
            (Area.PROVINCE.value, f"Trong {places[1]}"),
        ]
        self.fields["points"].choices = [(point.pk, point.name) for point in points]
        # What belongs to a way is asked for while the way is switched on.
        for switch, names in (("own", ("area", "own_fee")), ("pickup", ("place_words",))):
            for name in names:
                self.fields[name].required = bool(self[switch].value())

    def offers(self) -> dict:
        """Return the cleaned answers as arguments of the service."""
        data = self.cleaned_data
        return {
            "own": OwnDelivery(data["area"], data["own_fee"]) if data["own"] else None,
            "place_words": data["place_words"] if data["pickup"] else None,
            "point_ids": data["points"],
        }


def initial_of(offers, *, hamlet: str = "") -> dict:
    """Return what the form starts with: the offers of the seller, switched off ones too."""
    values = {"area": Area.COMMUNE.value, "own_fee": 0, "place_words": hamlet, "points": []}
    for offer in offers:
        if offer.method == DeliveryMethod.OWN:
            values |= {"own": offer.is_active, "area": offer.area, "own_fee": int(offer.fee_vnd)}
        elif offer.method == DeliveryMethod.PICKUP:
            values |= {"pickup": offer.is_active, "place_words": offer.place_words}
        elif offer.is_active:
            values["points"].append(offer.point_id)
    return values
