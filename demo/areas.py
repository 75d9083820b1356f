"""Where the sellers of the demo live: areas of the province and how many live in each."""

#: Area → codes of its communes. Source: QĐ 19/2025/QĐ-TTg.
AREAS: dict[str, tuple[str, ...]] = {
    "TEA": ("05503", "05488", "05818", "05830", "05773", "05851", "05809", "05788", "05845",
            "05641", "05611", "05857", "05680"),
    "PB": ("05908", "05917", "05923", "05941", "05953"),
    "DH": ("05542", "05551", "05563", "05569", "05581", "05587", "05602", "05605"),
    "VN": ("05740", "05716", "05719", "05722", "05725", "05746", "05755"),
    "DHY": ("05692", "05662", "05665", "05674", "05707"),
    "CITY": ("05443", "05455", "05467", "05482", "05500", "05518", "05528", "05533", "05710",
             "05860", "05890", "05899"),
    "REST": ("05620", "05632", "05776", "05800", "05881"),
    "BK": ("01840", "01843", "01849", "01864", "01879", "01882", "01894", "01906", "01912",
           "01921", "01933", "01936", "01942", "01954", "01957", "01960", "01969", "01981",
           "02008", "02014", "02020", "02026", "02038", "02044", "02071", "02083", "02086",
           "02101", "02104", "02107", "02116", "02143", "02152", "02155", "02176", "02185",
           "02191"),
}  # fmt: skip
_TEA_SHARES = (8, 5, 4, 3, 2, 2, 2, 2, 2, 5, 4, 4, 2)
_SHARES = {"PB": 10, "DH": 10, "VN": 8, "DHY": 8, "CITY": 12, "REST": 7}
_BAC_KAN_SHARE = 40

#: Area → what its sellers mostly have, by weight.
HABITS: dict[str, dict[str, int]] = {
    "TEA": {"che": 78, "rau-qua": 7, "thit-trung": 4, "mat-nam": 5, "mien": 3, "du-lich": 3},
    "PB": {"thit-trung": 45, "rau-qua": 20, "gao": 18, "gia-vi": 7, "che-bien": 10},
    "DH": {"gao": 28, "mat-nam": 22, "che": 25, "mien": 15, "thu-cong": 7, "du-lich": 3},
    "VN": {"rau-qua": 45, "mat-nam": 35, "che-bien": 12, "do-uong": 8},
    "DHY": {"mien": 32, "che": 40, "rau-qua": 18, "mat-nam": 10},
    "CITY": {"rau-qua": 30, "che": 20, "mien": 12, "che-bien": 18, "thu-cong": 12, "do-uong": 8},
    "REST": {"che": 30, "gao": 20, "rau-qua": 25, "thit-trung": 15, "mat-nam": 10},
    "BK": {"mat-nam": 30, "rau-qua": 25, "gao": 15, "thit-trung": 12, "mien": 10, "do-uong": 8},
}


def commune_weights(*, with_bac_kan: bool) -> dict[str, float]:
    """Return how many of a hundred sellers live in each commune."""
    weights: dict[str, float] = dict(zip(AREAS["TEA"], _TEA_SHARES, strict=True))
    shares = _SHARES | ({"BK": _BAC_KAN_SHARE} if with_bac_kan else {})
    for area, share in shares.items():
        weights |= dict.fromkeys(AREAS[area], share / len(AREAS[area]))
    # La Hiên is known for its custard apples, Phú Bình for its hens.
    weights["05740"] *= 2
    weights["05908"] *= 2
    return weights


def area_of(commune_code: str) -> str:
    """Return the area that a commune lies in."""
    return next(area for area, codes in AREAS.items() if commune_code in codes)
