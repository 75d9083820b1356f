"""Read which goods the figures are asked for from the words ``nhom``, ``sao`` and ``kenh``."""

from catalogue.models import ProductSet
from stats.figures import Asked
from stats.models import ALL_SETS, ALL_STARS, NO_SET

#: Where an order came from, in words; the first is all of them.
CHANNELS = {"": "Mọi kênh", "web": "Trang bán hàng", "app": "Ứng dụng", "cho": "Tại chợ"}
STARS = {
    "": "Mọi hạng",
    "5": "OCOP 5 sao",
    "4": "OCOP 4 sao",
    "3": "OCOP 3 sao",
    "0": "Chưa có sao",
}


def read_asked(words: dict) -> Asked:
    """Return what a query asks for; a word that is none of ours counts as not given. ≤ 1 query."""
    stars = words.get("sao", "")
    channel = words.get("kenh", "")
    return Asked(
        set_code=_set_code(words.get("nhom", "")),
        stars=int(stars) if stars and stars in STARS else ALL_STARS,
        channel=channel if channel in CHANNELS else "",
    )


def _set_code(text: str) -> str:
    """Return the code of a product set, also of one that is no more."""
    if text == NO_SET:
        return NO_SET
    is_ours = text.isprintable() and text and ProductSet.objects.filter(code=text).exists()
    return text if is_ours else ALL_SETS
