"""What is sent and answered about orders. Money is whole đồng."""

import datetime as dt
from typing import Literal

from ninja import Field, Schema

from api.basket_schemas import BasketView
from api.paging import NextPart
from api.problems import Problem
from api.sign_in import Strict


class DeliveryWish(Strict):
    """How one seller's parcel shall come."""

    seller: str = Field(
        max_length=128, description="`slug` của người bán", examples=["htx-che-tan-cuong"]
    )
    code: str = Field(max_length=24, description="`code` của cách giao", examples=["carrier"])


class VoucherWish(Strict):
    """The code of a programme, and for whom and where: some are for listed phones or communes."""

    voucher: str = Field(
        min_length=1, max_length=40, description="Mã của chương trình", examples=["TETOCOP"]
    )
    phone: str = Field("", max_length=20, description="Người nhận", examples=["0912 345 678"])
    commune: str = Field(
        "", pattern=r"^(\d{5})?$", description="Mã xã, phường nhận hàng", examples=["05503"]
    )
    deliveries: list[DeliveryWish] = Field([], max_length=50, description="Không ghi là carrier")


class OrderWish(Strict):
    """An order for the basket, at the total that the shopper saw."""

    phone: str = Field(max_length=20, examples=["0912 345 678"])
    name: str = Field(max_length=120, description="Người nhận", examples=["Trần Thu Hà"])
    commune: str = Field(pattern=r"^\d{5}$", description="Mã xã, phường", examples=["05503"])
    line1: str = Field(
        "", max_length=200, description="Số nhà, đường, xóm, tổ; trống khi đến lấy",
        examples=["Số 12, xóm Nam Hưng"],
    )  # fmt: skip
    note: str = Field("", max_length=500, description="Lời nhắn cho người bán", examples=[""])
    payment: str = Field(max_length=24, description="`code` của cách trả tiền", examples=["cod"])
    deliveries: list[DeliveryWish] = Field([], max_length=50, description="Không ghi là carrier")
    voucher: str = Field(
        "", max_length=40, description="Mã đã gửi ở `basket/voucher`; trống là không dùng",
        examples=[""],
    )  # fmt: skip
    total_vnd: int = Field(
        ge=0, le=9_999_999_999, description="`total_vnd` của giỏ đã xem", examples=[420000]
    )
    quote: str = Field(
        min_length=1, max_length=40, description="`quote` của giỏ", examples=["1f0c9d2e8b7a"]
    )


class CancelWish(Strict):
    """What is called off."""

    parcel: str = Field(
        "",
        max_length=32,
        description="`number` của kiện; trống là cả đơn",
        examples=["1234567897-1"],
    )


class Left(Schema):
    """Goods that are short."""

    line_id: int = Field(examples=[501])
    title: str = Field(examples=["Chè Tân Cương nõn tôm"])
    wanted: int = Field(examples=[5])
    left: int = Field(description="Còn bao nhiêu; 0 là hết", examples=[2])


class OrderConflict(Problem):
    """The market is no longer as the shopper saw it; the basket is as it was."""

    reason: Literal["", "price_changed", "out_of_stock", "voucher_refused", "refused"] = Field(
        "",
        description="price_changed: giá đổi · out_of_stock: không đủ hàng · voucher_refused: mã "
        "không dùng được · refused: lý do khác",
        examples=["price_changed"],
    )
    left: list[Left] = Field([], description="Món không đủ")
    basket: BasketView | None = Field(None, description="Giỏ lúc này, với giá mới")


class OrderLine(Schema):
    """Goods of a parcel."""

    title: str = Field(examples=["Chè Tân Cương nõn tôm"])
    quantity: str = Field(examples=["2 gói"])
    unit_price_vnd: int = Field(examples=[195000])
    sum_vnd: int = Field(examples=[390000])


class OrderParcel(Schema):
    """One seller's part of an order."""

    number: str = Field(examples=["1234567897-1"])
    seller_name: str = Field(examples=["HTX chè Tân Cương"])
    seller_phone: str = Field(examples=["+84912000111"])
    state: str = Field(
        description="placed, confirmed, packed, shipped, delivered, completed, cancelled, "
        "delivery_failed, returned",
        examples=["placed"],
    )
    state_name: str = Field(examples=["Chờ xác nhận"])
    notice: str = Field(description="Điều cần biết lúc này", examples=[""])
    delivery: str = Field(examples=["Đơn vị vận chuyển"])
    place: str = Field(description="Chỗ lấy hàng, khi đến lấy", examples=[""])
    carrier: str = Field(examples=[""])
    tracking_code: str = Field(examples=[""])
    tour_on: dt.date | None = Field(description="Ngày đi, khi là chuyến đi", examples=[None])
    lines: list[OrderLine]
    shipping_vnd: int = Field(examples=[30000])
    discount_vnd: int = Field(examples=[0])
    funded_vnd: int = Field(description="Phần một chương trình trả cho người bán", examples=[0])
    total_vnd: int = Field(
        description="Người mua trả: lines + shipping_vnd − discount_vnd − funded_vnd",
        examples=[420000],
    )
    can_cancel: bool = Field(examples=[True])


class OrderItem(Schema):
    """An order in a list."""

    number: str = Field(examples=["1234567897"])
    placed_at: dt.datetime = Field(examples=["2026-11-27T08:00:00+07:00"])
    headline: str = Field(examples=["Chờ người bán xác nhận"])
    goods: str = Field(examples=["Chè Tân Cương nõn tôm"])
    total_vnd: int = Field(examples=[420000])


class OrdersPart(NextPart):
    """A part of the own orders, the newest first."""

    items: list[OrderItem]


class OrderView(Schema):
    """An order on its way; name, phone and address are masked for whoever holds the secret only."""

    number: str = Field(examples=["1234567897"])
    headline: str = Field(examples=["Chờ người bán xác nhận"])
    placed_at: dt.datetime = Field(examples=["2026-11-27T08:00:00+07:00"])
    url: str = Field(description="Trang của đơn, nơi trả tiền nếu trả trước", examples=[""])
    name: str = Field(examples=["Trần Thu Hà"])
    phone: str = Field(examples=["+84912345678"])
    address: str = Field(examples=["Số 12, xóm Nam Hưng, xã Tân Cương, tỉnh Thái Nguyên"])
    pay_words: str = Field(examples=["Trả tiền khi nhận hàng"])
    goods_vnd: int = Field(examples=[390000])
    shipping_vnd: int = Field(examples=[30000])
    discount_vnd: int = Field(examples=[0])
    funded_vnd: int = Field(description="Phần một chương trình trả thay người mua", examples=[0])
    total_vnd: int = Field(description="Người mua trả; không tính kiện đã hủy", examples=[420000])
    parcels: list[OrderParcel]


class PlacedOrder(OrderView):
    """The order just placed; guests keep ``secret``."""

    secret: str = Field(
        description="Gửi ở đầu mục Order-Secret để xem đơn; người đã đăng nhập không cần",
        examples=["mF3…"],
    )
