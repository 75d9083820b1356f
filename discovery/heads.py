"""The head of each kind of public page. A page without one of these is not indexed."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from catalogue.cards import Picture
from catalogue.product_page import ProductPage
from common.money import format_vnd
from common.numbers import format_number
from discovery import structured
from discovery.addresses import absolute, share_picture, widest

_MOST_LETTERS = 160


@dataclass(frozen=True, slots=True)
class Head:
    """What robots and messengers read. ``address`` is whole; empty: keep out of any index."""

    address: str = ""
    title: str = ""
    description: str = ""
    kind: str = "website"
    image: str = ""
    image_alt: str = ""
    price_vnd: str = ""
    data: SafeString | str = ""
    #: A page that is not indexed may still lead to pages that are.
    leads_on: bool = False


HIDDEN = Head()


def page_head(path: str, title: str, description: str = "", **more) -> Head:
    """Return the head of a page with a fixed text."""
    return _head(path, title, description, **more)


def home_head(title: str, description: str) -> Head:
    """Return the head of the front page, with who runs the shop."""
    return _head("/", title, description, data=structured.scripts(structured.site()))


def product_head(page: ProductPage, path: str, feedback=None) -> Head:
    """Return the head of the page of one product; goods that nobody may see have none."""
    if not page.is_public:
        return HIDDEN
    price = f"{format_vnd(page.price_vnd)} / {page.pack_label}" if page.price_vnd else ""
    where = page.maker.where if page.maker else ""
    said = ". ".join(filter(None, [page.title, price, where, page.description]))
    return _head(
        path,
        page.title,
        said,
        picture=page.pictures[0] if page.pictures else None,
        kind="product",
        price_vnd=str(int(page.price_vnd)) if page.price_vnd else "",
        data=structured.scripts(
            structured.product(page, path, feedback), structured.breadcrumbs(page.crumbs)
        ),
    )


def list_head(page, heading: str, path: str, *, crumbs: list[dict], is_search: bool) -> Head:
    """Return the head of a list of goods, a ``GoodsPage``.

    What is filtered, sorted or searched for has endless addresses: none of them is indexed.
    """
    if page.query or is_search:
        return Head(leads_on=True)
    number, data = page.page_obj.number, structured.scripts(structured.breadcrumbs(crumbs))
    if number > 1:
        return _head(f"{path}?trang={number}", f"{heading}, trang {number}", "", data=data)
    said = (
        f"{heading} của Thái Nguyên: {format_number(page.count)} món bán thẳng từ người làm ra. "
        "Món nào cũng ghi rõ ai làm, ở xã nào."
    )
    picture = page.cards[0].picture if page.cards else None
    return _head(path, heading, said, picture=picture, data=data)


def commune_head(page) -> Head:
    """Return the head of a ``CommunePage``."""
    number, data = page.page_obj.number, structured.scripts(structured.breadcrumbs(page.crumbs))
    if number > 1:
        return _head(f"{page.url}?trang={number}", f"{page.title}, trang {number}", "", data=data)
    goods, sellers = format_number(page.goods), format_number(page.sellers)
    said = f"{page.title}, Thái Nguyên: {goods} món của {sellers} nhà, bán thẳng từ người làm ra."
    picture = page.cards[0].picture if page.cards else None
    return _head(page.url, page.title, said, picture=picture, data=data)


def market_head(page) -> Head:
    """Return the head of a ``MarketPage``."""
    data = structured.scripts(structured.breadcrumbs(page.crumbs))
    said = f"{page.name}, {page.commune_title}, Thái Nguyên. {page.open_words}."
    if page.since_40:
        said += " Chợ 4.0, trả được bằng mã QR."
    number = page.page_obj.number
    path = page.path if number == 1 else f"{page.path}?trang={number}"
    title = page.name if number == 1 else f"{page.name}, trang {number}"
    return _head(path, title, said if number == 1 else "", data=data)


def storefront_head(page) -> Head:
    """Return the head of a ``Storefront``; one that only its own people see has none."""
    if not page.is_open:
        return HIDDEN
    path, number = page.maker.url, page.page_obj.number
    data = structured.scripts(structured.seller(page))
    if number > 1:
        return _head(f"{path}?trang={number}", f"{page.name}, trang {number}", "", data=data)
    goods = f"{format_number(page.goods)} món bán thẳng từ người làm ra"
    said = ". ".join(filter(None, [f"{page.name}, {page.place}", goods, page.lead]))
    return _head(path, page.name, said, picture=page.portrait, kind="profile", data=data)


def shortened(text: str) -> str:
    """Return the text on one line, cut at a word where results of a search would cut it."""
    line = " ".join(text.split())
    if len(line) <= _MOST_LETTERS:
        return line
    return f"{line[: _MOST_LETTERS - 1].rsplit(' ', 1)[0].rstrip(',.;:')}…"


def _head(
    path: str, title: str, description: str, *, picture: Picture | None = None, **more
) -> Head:
    return Head(
        address=absolute(path),
        title=title,
        description=shortened(description),
        image=widest(picture) if picture else share_picture(),
        image_alt=picture.alt if picture else "",
        **more,
    )
