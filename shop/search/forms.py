"""The query words of lists of goods; nonsense in one of them is calmly left out."""

from decimal import Decimal

from django import forms

from common.fields import VNDField
from shop.partner.models import Partner
from shop.search.queries import CHEAPEST, DEAREST, NEWEST, Wanted

STARS = {3: "Có sao OCOP", 4: "Từ 4 sao", 5: "5 sao"}
#: The first one is by how well the words fit, or the newest where there are none.
SORTS = {
    "": "Hợp nhất",
    NEWEST: "Mới nhất",
    CHEAPEST: "Giá thấp trước",
    DEAREST: "Giá cao trước",
}
#: Query word → field of ``Wanted``; the order in which chips are shown.
WORDS = {
    "q": "text",
    "nhom": "set_code",
    "xa": "commune_code",
    "nguoi-ban": "kind",
    "sao": "stars",
    "mua": "month",
    "gia-tu": "price_from",
    "gia-den": "price_to",
    "sap-xep": "sort",
}


class SearchForm(forms.Form):
    """Reads the address of a list; Oscar puts one on every page, so it asks no database."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        text = {"required": False}
        self.fields |= {
            "q": forms.CharField(max_length=100, **text),
            "nhom": forms.RegexField(r"^[\w.]{1,8}\Z", **text),
            "xa": forms.RegexField(r"^\d{5}\Z", **text),
            "nguoi-ban": forms.ChoiceField(choices=Partner.Kind.choices, **text),
            "sao": _IntegerChoice(STARS),
            "mua": _IntegerChoice(range(1, 13)),
            "gia-tu": VNDField(min_vnd=0, **text),
            "gia-den": VNDField(min_vnd=0, **text),
            "sap-xep": forms.ChoiceField(choices=SORTS.items(), **text),
        }

    def wanted(self) -> Wanted:
        """Return what was asked for; words that make no sense ask for nothing."""
        self.is_valid()
        clean = getattr(self, "cleaned_data", {})
        given = {
            name: clean[word] for word, name in WORDS.items() if clean.get(word) not in (None, "")
        }
        return Wanted(**ordered_prices(given))


class _IntegerChoice(forms.TypedChoiceField):
    def __init__(self, values):
        choices = [(value, str(value)) for value in values]
        super().__init__(choices=choices, coerce=int, required=False, empty_value=None)


def ordered_prices(given: dict) -> dict:
    """Return the wish with its two prices in order, whichever way round they came."""
    low: Decimal | None = given.get("price_from")
    high: Decimal | None = given.get("price_to")
    if low is not None and high is not None and low > high:
        return given | {"price_from": high, "price_to": low}
    return given
