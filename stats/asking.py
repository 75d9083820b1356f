"""Read which goods the figures are asked for from the words ``nhom``, ``sao`` and ``kenh``."""

from stats.figures import Asked
from stats.models import ALL_STARS

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
    """Return what a query asks for; a word that is none of ours counts as not given."""
    stars = words.get("sao", "")
    channel = words.get("kenh", "")
    return Asked(
        set_code=words.get("nhom", "")[:8],
        stars=int(stars) if stars and stars in STARS else ALL_STARS,
        channel=channel if channel in CHANNELS else "",
    )
