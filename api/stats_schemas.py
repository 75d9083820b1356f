"""What the answers about figures consist of; what each figure means: ``/thong-ke/dinh-nghia/``."""

import datetime as dt

from ninja import Field, Schema

_NOW = "2026-11-27T08:15:00+07:00"


class PeriodOf(Schema):
    """The days that figures are about, both counted."""

    first: dt.date = Field(examples=["2026-01-01"])
    last: dt.date = Field(examples=["2026-11-27"])
    label: str = Field(examples=["tháng 1–11/2026"])


class AskedFor(Schema):
    """Which goods and sales the figures are about."""

    set_code: str = Field(description="Mã bộ sản phẩm; trống là tất cả", examples=[""])
    stars: int | None = Field(description="Số sao; null là mọi hạng", examples=[None])
    channel: str = Field(description="web, app, cho; trống là mọi kênh", examples=[""])


class ReachOf(Schema):
    """The places that the figures add up."""

    label: str = Field(examples=["Toàn tỉnh"])
    commune_codes: list[str] | None = Field(
        description="Mã xã, phường; null là toàn tỉnh", examples=[None]
    )


class Proof(Schema):
    """The last time that all figures were compared with the orders."""

    at: dt.datetime = Field(examples=[_NOW])
    cells: int = Field(description="Số ô đã so", examples=[18234])
    differences: int = Field(description="Số ô lệch; khác 0 thì không trả số liệu", examples=[0])


class SalesFigures(Schema):
    """Counts and sums of the orders of sellers; values in đồng, weights in grams."""

    placed: int = Field(description="Giao dịch đã đặt (T1)", examples=[1280])
    placed_vnd: int = Field(examples=[412_500_000])
    completed: int = Field(description="Giao dịch thành công (T2)", examples=[1195])
    completed_vnd: int = Field(description="Giá trị thành công (T4)", examples=[388_900_000])
    completed_g: int = Field(description="Sản lượng đã bán, gam", examples=[941_500])
    cancelled: int = Field(examples=[41])
    cancelled_vnd: int = Field(examples=[12_300_000])
    returned: int = Field(examples=[9])
    returned_vnd: int = Field(examples=[2_700_000])


class GoodsFigures(Schema):
    """Goods and households as they are now."""

    sellers: int = Field(description="Cơ sở có hàng", examples=[310])
    self_listing_sellers: int = Field(description="Cơ sở tự đăng bán (S5)", examples=[204])
    listings: int = Field(description="Sản phẩm trên sàn (P1)", examples=[2540])
    ocop_listings: int = Field(description="Sản phẩm OCOP (P3)", examples=[298])
    expiring_listings: int = Field(description="Giấy OCOP sắp hết hạn", examples=[12])
    low_listings: int = Field(description="Sản phẩm sắp hết hàng", examples=[35])
    in_stock: int = Field(description="Hàng trong kho, đơn vị bán", examples=[48210])
    in_stock_g: int = Field(description="Hàng trong kho, gam", examples=[31_200_000])
    stock_vnd: int = Field(description="Giá trị hàng trong kho", examples=[6_420_000_000])


class PeopleFigures(GoodsFigures):
    """The same, with households and markets."""

    registered: int = Field(description="Hộ có tài khoản (H1a)", examples=[190_000])
    claimed: int = Field(description="Hộ đã nhận tài khoản", examples=[5200])
    active: int = Field(description="Hộ đang dùng", examples=[3100])
    markets: int = Field(description="Chợ", examples=[139])
    markets_40: int = Field(description="Chợ 4.0 (M1)", examples=[82])


class Now(Schema):
    """How fresh figures are."""

    as_of: dt.datetime = Field(description="Mọi đơn đến lúc này đã được tính", examples=[_NOW])
    pending: int = Field(description="Số ô còn đang tính", examples=[0])
    proof: Proof | None = Field(description="Lần đối soát gần nhất")


class SummaryAnswer(Now):
    """The figures of the reach of a key at a glance."""

    reach: ReachOf
    period: PeriodOf
    asked: AskedFor
    total: SalesFigures
    year_before: SalesFigures = Field(description="Cùng kỳ năm trước")
    selling: int = Field(description="Cơ sở có giao dịch thành công", examples=[265])
    now: PeopleFigures = Field(description="Hiện nay, không theo kỳ")


class SalesRow(Schema):
    """One part of the sales. Figures are null where they are hidden or not published."""

    code: str = Field(examples=["05503"])
    name: str = Field(examples=["Xã Tân Cương"])
    status: str = Field(
        description=(
            "exact: số liệu của phạm vi khóa · shown: đã công bố · small: ít hơn 5 cơ sở, giữ kín"
            " · cover: che để giữ kín nơi khác"
        ),
        examples=["exact"],
    )
    sellers: int | None = Field(description="Cơ sở có giao dịch thành công", examples=[14])
    placed: int | None = Field(examples=[120])
    placed_vnd: int | None = Field(examples=[31_200_000])
    completed: int | None = Field(examples=[112])
    completed_vnd: int | None = Field(examples=[29_800_000])
    completed_g: int | None = Field(examples=[81_000])
    cancelled: int | None = Field(examples=[4])
    cancelled_vnd: int | None = Field(examples=[900_000])
    returned: int | None = Field(examples=[1])
    returned_vnd: int | None = Field(examples=[195_000])


class SalesAnswer(Schema):
    """Sales in parts. Rows less ``counted_twice`` give ``total``, unless some are hidden."""

    closed: bool = Field(description="true: kỳ đã khóa sổ, không đổi nữa", examples=[False])
    as_of: dt.datetime = Field(description="Số liệu của lúc nào", examples=[_NOW])
    proof: Proof | None
    reach: ReachOf
    period: PeriodOf
    asked: AskedFor
    by: str = Field(description="Chia theo gì, như mục theo", examples=["xa"])
    rows: list[SalesRow]
    counted_twice: SalesRow | None = Field(
        description="Đơn có hàng của nhiều phần; trừ ra để cộng thành tổng"
    )
    total: SalesRow


class InventoryRow(GoodsFigures):
    """The goods of one commune now."""

    code: str = Field(examples=["05503"])
    name: str = Field(examples=["Xã Tân Cương"])


class InventoryAnswer(Now):
    """The goods as they are now, by commune."""

    reach: ReachOf
    asked: AskedFor
    rows: list[InventoryRow]
    total: GoodsFigures


class FloorReportRow(Schema):
    """What another floor reported; never part of our own figures."""

    floor: str = Field(examples=["Postmart"])
    products: int | None = Field(examples=[1200])
    transactions: int | None = Field(examples=[9800])
    value_vnd: int | None = Field(examples=[1_850_000_000])
    first: dt.date = Field(examples=["2026-10-01"])
    last: dt.date = Field(examples=["2026-10-31"])
    source: str = Field(examples=["Công văn 123/BC ngày 5/11/2026"])


class FloorsAnswer(Schema):
    """What other floors reported for a period: the newest report of each."""

    period: PeriodOf
    rows: list[FloorReportRow]
