"""The household behind goods, as the shop shows it. Its story hangs on the partner."""

from dataclasses import dataclass

from catalogue.cards import Picture, picture_of
from common.dates import local_today
from common.money import NBSP


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made it: words ready to print, empty where nothing is known."""

    name: str
    where: str
    years_label: str
    quote: str
    url: str
    link_label: str
    picture: Picture | None
    #: The name of the shop, which may be another than that of the person.
    shop: str = ""


def maker_of(partner) -> Maker:
    """Return the maker behind a partner loaded with ``seller`` and ``commune``. No query."""
    seller = getattr(partner, "seller", None)
    person = seller.representative if seller else ""
    return Maker(
        name=person or partner.name,
        where=_where(partner, seller, person),
        years_label=_years(seller.since_year if seller else None),
        quote=seller.quote.strip('“”" ') if seller else "",
        url=partner.get_absolute_url(),
        link_label="Xem gian hàng và chuyện của nhà"
        if seller and seller.story
        else "Xem gian hàng",
        picture=portrait_of(seller),
        shop=partner.name,
    )


def portrait_of(seller) -> Picture | None:
    """Return the portrait of a seller, None when there is none ready."""
    if seller is None or not seller.portrait_renditions:
        return None
    # Portraits carry no size of their own: the frame crops them.
    return picture_of(
        seller.portrait_renditions, width=3, height=2, alt=seller.representative or "Người làm ra"
    )


def place_of(partner, seller=None) -> str:
    """Return ``xóm Hồng Thái, xã Tân Cương``; names do not break at the end of a line."""
    parts = [seller.hamlet if seller else ""]
    if partner.commune:
        parts.append(partner.commune.full_name)
    return ", ".join(part.replace(" ", NBSP) for part in parts if part)


def _where(partner, seller, person: str) -> str:
    return ", ".join(part for part in (partner.name if person else "", place_of(partner)) if part)


def _years(since_year: int | None) -> str:
    years = local_today().year - since_year if since_year else 0
    return f"Làm nghề {years} năm" if years > 0 else ""
