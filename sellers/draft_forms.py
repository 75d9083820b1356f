"""The questions of the listing wizard, one form a screen: cleaning and wording only."""

import re

from django import forms
from django.core.exceptions import ValidationError

from catalogue.models import ProductSet
from common.text import canonical_tone, normalize
from common.units import SALE_UNITS, format_grams
from places.models import Commune
from sellers import proposals
from sellers.forms import (
    MAX_WEIGHT_G,
    ProductSetField,
    description_field,
    price_field,
    stock_field,
    title_field,
    unit_field,
    weight_field,
)

OTHER_PACK = "khac"
_PACK = re.compile(r"([a-z]{1,12}):([0-9]{1,9})")
_UNITS = {unit.code for unit in SALE_UNITS}
#: Sold by measure: one unit is one kilogram or, about, one litre.
_BY_MEASURE = {"kg", "lit"}
ALL_YEAR, SEASON = "ca-nam", "theo-mua"
MONTHS = [(str(month), f"Tháng {month}") for month in range(1, 13)]


class GoodsForm(forms.Form):
    """What it is: a name, and a product set by a tap on its picture or from the list.

    A tile is the button that sends the form (``product_set``); the list is ``other_set``.
    With a commune, a name alone is enough: goods of this name are in some set there.
    """

    title = title_field(
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "next"}),
    )
    product_set = ProductSetField(label="Nhóm hàng", required=False)
    other_set = ProductSetField(label="Không thấy hình? Chọn trong danh sách", required=False)

    def __init__(self, *args, commune=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.commune = commune

    def clean_title(self):
        """Write tones one way."""
        return canonical_tone(normalize(self.cleaned_data["title"]))

    def clean(self):
        """Take the tile, else the list."""
        answers = super().clean()
        chosen = answers.get("product_set") or answers.get("other_set")
        if not chosen and self.commune and answers.get("title") and not self.errors:
            chosen = proposals.set_of_title(answers["title"], self.commune)
        if not chosen and not {"product_set", "other_set"} & set(self.errors):
            self.add_error(
                "product_set", ValidationError("Bấm vào hình giống món hàng nhất.", "required")
            )
        answers["product_set"] = chosen
        if chosen and self.commune and not answers.get("title") and not self.errors:
            answers["title"] = title_for(chosen, self.commune)
        return answers

    def typed(self) -> dict[str, str]:
        """Return what is kept of this screen."""
        code = getattr(self.cleaned_data.get("product_set"), "code", "")
        kept = {"title": self.cleaned_data.get("title") or self.data.get("title", "")}
        return kept | ({"product_set": code} if code else {})


class PackForm(forms.Form):
    """How it is sold: a proposed pack such as ``goi:500``, or a unit and a weight."""

    pack = forms.CharField(required=False, label="Bán thế nào?", max_length=30)
    sale_unit = unit_field(required=False)
    net_weight = weight_field(required=False)

    def clean(self):
        """Read the pack; ask for unit and weight when it is another one."""
        answers = super().clean()
        pack = answers.get("pack", "")
        if pack and pack != OTHER_PACK:
            return self._proposed(answers, pack)
        unit = answers.get("sale_unit")
        if not unit and "sale_unit" not in self.errors:
            self.add_error("sale_unit", "Chọn bán theo gói, kg, hộp hay thứ khác.")
        if not answers.get("net_weight") and "net_weight" not in self.errors:
            if unit in _BY_MEASURE:
                answers["net_weight"] = 1_000
            else:
                self.add_error("net_weight", "Nhập cân nặng của một gói, một hộp. Ví dụ: 500 g.")
        return answers

    def _proposed(self, answers, pack: str):
        found = _PACK.fullmatch(pack)
        if not found or found[1] not in _UNITS or not 0 < int(found[2]) <= MAX_WEIGHT_G:
            raise ValidationError("Chọn một cách bán trong danh sách.", code="invalid")
        # What stands in the boxes of another choice does not count.
        for name in ("sale_unit", "net_weight"):
            self.errors.pop(name, None)
        return answers | {"sale_unit": found[1], "net_weight": int(found[2])}

    def typed(self) -> dict[str, str]:
        """Return what is kept of this screen: always as another pack, once it is understood."""
        if self.is_valid():
            return {
                "pack": f"{self.cleaned_data['sale_unit']}:{self.cleaned_data['net_weight']}",
                "sale_unit": self.cleaned_data["sale_unit"],
                "net_weight": format_grams(self.cleaned_data["net_weight"]),
            }
        return {name: self.data[name] for name in self.fields if name in self.data}


class WizardPriceForm(forms.Form):
    """What one sale unit costs."""

    price = price_field(
        label="Giá bán", error_messages={"required": "Nhập giá bán. Ví dụ: 185.000."}
    )

    def typed(self) -> dict[str, str]:
        """Return what is kept of this screen."""
        return {"price": self.data.get("price", "")}


class AmountForm(forms.Form):
    """How many there are, and in which months there are new ones."""

    stock = stock_field(label="Số lượng", min_value=1, help_text="Ví dụ: 40")
    season = forms.ChoiceField(
        label="Khi nào có hàng?",
        choices=[(ALL_YEAR, "Quanh năm"), (SEASON, "Theo mùa")],
        required=False,
        error_messages={"invalid_choice": "Chọn Quanh năm hoặc Theo mùa."},
    )
    first_month = forms.ChoiceField(label="Từ", choices=MONTHS, required=False)
    last_month = forms.ChoiceField(label="Đến", choices=MONTHS, required=False)

    def clean(self):
        """Turn the months into the bits of ``harvest_mask``; a season may span the new year."""
        answers = super().clean()
        answers["harvest_mask"] = 0
        if answers.get("season") != SEASON:
            return answers
        first, last = answers.get("first_month"), answers.get("last_month")
        if not first or not last:
            self.add_error("first_month", "Chọn mùa từ tháng nào đến tháng nào.")
            return answers
        answers["harvest_mask"] = mask_of(int(first), int(last))
        return answers

    def typed(self) -> dict[str, str]:
        """Return what is kept of this screen."""
        return {name: self.data[name] for name in self.fields if name in self.data}


class StoryForm(forms.Form):
    """What else there is to tell; asked on the last screen."""

    description = description_field()

    def typed(self) -> dict[str, str]:
        """Return what is kept of this screen."""
        return {"description": self.data.get("description", "")}


def title_for(product_set: ProductSet, commune: Commune) -> str:
    """Return a name for goods that were given none: ``Chè La Bằng``."""
    return f"{product_set.short_name.split(',')[0]} {commune.name}"


def mask_of(first: int, last: int) -> int:
    """Return the bits of the months from ``first`` to ``last``, around the new year if need be."""
    months = (last - first) % 12 + 1
    return sum(1 << ((first - 1 + step) % 12) for step in range(months))


def season_of(mask: int) -> tuple[int, int] | None:
    """Return first and last month of a mask that is one run of months, else None."""
    starts = [m for m in range(12) if mask >> m & 1 and not mask >> ((m - 1) % 12) & 1]
    if len(starts) != 1:
        return None
    return starts[0] + 1, (starts[0] + bin(mask).count("1") - 1) % 12 + 1
