"""What the papers of a seller's goods ask of it now."""

from catalogue import expiry

_URGENT_DAYS = 30
#: Count, words, note, address, state: the fields of a ``Need``.
Row = tuple[int, str, str, str, str]


def needs_of(partner) -> list[Row]:
    """Return certificates to mend, to renew, and ended ones. 1 query."""
    returned, ending = expiry.of_partner(partner)
    over = [row.product_id for row in ending if row.days_left < 0]
    soon = [row for row in ending if row.days_left >= 0]
    rows = [(len(returned), "giấy OCOP cần sửa", "Xem cán bộ nhắn gì", _first(returned), "urgent")]
    if soon:
        left = soon[0].days_left
        note = f"{'Hôm nay' if not left else f'Còn {left} ngày'}. Làm hồ sơ cấp lại"
        state = "urgent" if left <= _URGENT_DAYS else ""
        address = _first([row.product_id for row in soon])
        rows.append((len(soon), "giấy OCOP sắp hết hạn", note, address, state))
    rows.append((len(over), "giấy OCOP đã hết hạn", "Có giấy mới thì khai", _first(over), ""))
    return [row for row in rows if row[0]]


def _first(products: list[int]) -> str:
    """Return the papers of the product that comes first."""
    return f"/ban-hang/san-pham/{products[0]}/chung-nhan/" if products else ""
