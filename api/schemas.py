"""What the answers about goods, sellers and places consist of.

Money is whole đồng, weights are grams, days are dates in Vietnam.
"""

import datetime as dt

from ninja import Field, Schema

from api.paging import NextPart

_SITE = "https://ocop.example.vn"


class PictureSize(Schema):
    """One file of a picture."""

    width: int = Field(description="Bề ngang (px)", examples=[640])
    url: str = Field(examples=[f"{_SITE}/media/photos/ab/cd-640.webp"])


class Picture(Schema):
    """A photo in its sizes, the smallest first."""

    alt: str = Field(description="Ảnh có gì, cho người không thấy ảnh", examples=["Chè Tân Cương"])
    width: int = Field(description="Bề ngang của cỡ lớn nhất (px)", examples=[1280])
    height: int = Field(examples=[960])
    sizes: list[PictureSize]


class Place(Schema):
    """A commune or ward."""

    code: str = Field(description="Mã xã, phường: 5 chữ số, giữ số 0 đầu", examples=["05503"])
    name: str = Field(description="Tên đủ", examples=["xã Tân Cương"])


class SellerName(Schema):
    """Who sells."""

    slug: str = Field(examples=["htx-che-tan-cuong"])
    name: str = Field(examples=["HTX chè Tân Cương"])
    kind: str = Field(description="Loại người bán, như mục nguoi-ban", examples=["cooperative"])


class SetName(Schema):
    """One of the 26 product sets of OCOP."""

    code: str = Field(description="Mã bộ sản phẩm OCOP", examples=["I.5.a"])
    name: str = Field(examples=["Chè"])


class Preorder(Schema):
    """Goods that are ordered before they are there."""

    ready_on: dt.date = Field(description="Gửi từ ngày", examples=["2027-03-15"])
    orders_until: dt.date = Field(description="Nhận đặt đến hết ngày", examples=["2027-03-01"])


class Goods(Schema):
    """One listing, as lists show it."""

    id: int = Field(examples=[1024])
    title: str = Field(examples=["Chè Tân Cương nõn tôm"])
    url: str = Field(
        description="Trang của sản phẩm trên sàn",
        examples=[f"{_SITE}/san-pham/che-tan-cuong-non-tom-1024/"],
    )
    price_vnd: int | None = Field(
        description="Giá một đơn vị bán, đồng, đã gồm thuế; null là chưa có giá", examples=[195000]
    )
    unit: str = Field(description="Đơn vị bán", examples=["gói"])
    pack: str = Field(description="Đơn vị bán kèm khối lượng", examples=["gói 500 g"])
    net_weight_g: int = Field(description="Khối lượng tịnh (gam), 0 là chưa ghi", examples=[500])
    min_quantity: int = Field(description="Mua ít nhất", examples=[1])
    quantity_step: int = Field(description="Mỗi lần thêm", examples=[1])
    can_buy: bool = Field(description="Bỏ vào giỏ được ngay", examples=[True])
    availability: str = Field(
        description="Lời về hàng còn hay hết; trống khi mua được", examples=[""]
    )
    is_tour: bool = Field(
        description="Bán theo ngày đi: chọn ngày ở `tour` của `products/{id}`", examples=[False]
    )
    preorder: Preorder | None = Field(description="Có khi bán trước mùa vụ")
    stars: int | None = Field(description="Sao OCOP còn hạn, 3 đến 5", examples=[4])
    rating: float | None = Field(description="Điểm người mua cho, 1 đến 5", examples=[4.7])
    harvest_months: list[int] = Field(description="Tháng thu hoạch", examples=[[3, 4, 5]])
    product_set: SetName | None
    commune: Place | None = Field(description="Xã, phường của người bán")
    seller: SellerName | None
    picture: Picture | None


class GoodsPart(NextPart):
    """A part of a list of goods."""

    count: int = Field(description="Có bao nhiêu món trong cả danh sách", examples=[128])
    searched_for: str = Field(
        description="Lời đã tìm thay cho lời gõ sai; trống khi tìm đúng lời đã gõ", examples=[""]
    )
    items: list[Goods]


class Certificate(Schema):
    """A recognition as an OCOP product."""

    stars: int = Field(examples=[4])
    decision_no: str = Field(examples=["1234/QĐ-UBND"])
    issuer: str = Field(examples=["UBND tỉnh Thái Nguyên"])
    issued_on: dt.date = Field(examples=["2025-06-01"])
    expires_on: dt.date = Field(examples=["2028-06-01"])
    is_valid: bool = Field(description="Hôm nay còn giá trị", examples=[True])


class TourDay(Schema):
    """One day of a tour; it goes into the basket by its own number, one unit for each person."""

    product_id: int = Field(description="Bỏ vào giỏ bằng số này", examples=[2048])
    day: dt.date = Field(examples=["2027-03-14"])
    left: int = Field(description="Còn bao nhiêu chỗ", examples=[6])
    can_buy: bool = Field(examples=[True])


class Tour(Schema):
    """What a tour offers. Every day has the price of the tour, for one person."""

    meeting_place: str = Field(examples=["Nhà văn hóa xóm Hồng Thái, xã Tân Cương"])
    duration: str = Field(examples=["3 giờ"])
    included: str = Field(description="Giá đã gồm", examples=["Bữa trưa, người dẫn"])
    not_included: str = Field(examples=["Xe đến chỗ gặp"])
    language: str = Field(examples=["Tiếng Việt"])
    notice: str = Field(examples=["Đặt được đến trước ngày đi 1 ngày"])
    cancel: str = Field(examples=["Hủy được đến trước ngày đi 2 ngày"])
    dates: list[TourDay] = Field(description="Các ngày còn nhận khách, gần nhất trước")


class GoodsDetail(Goods):
    """One listing with all that its page tells."""

    description: str = Field(examples=["Chè hái một tôm hai lá, sao tay."])
    ship_weight_g: int = Field(description="Khối lượng gửi (gam)", examples=[560])
    left: int | None = Field(
        description="Còn bao nhiêu đơn vị bán; null là còn nhiều", examples=[12]
    )
    tour: Tour | None = Field(description="Có khi bán theo ngày đi")
    shelf_life_days: int | None = Field(description="Để được bao nhiêu ngày", examples=[365])
    origin: Place | None = Field(description="Nơi làm ra, nếu khác nơi bán")
    certificates: list[Certificate]
    lot_code: str | None = Field(description="Lô mới nhất đang bán", examples=["K7M4P92TXH"])
    pictures: list[Picture]


class SellerItem(SellerName):
    """A seller in a list."""

    kind_name: str = Field(examples=["Hợp tác xã"])
    url: str = Field(examples=[f"{_SITE}/gian-hang/htx-che-tan-cuong/"])
    commune: Place | None
    goods: int = Field(description="Số món đang bán", examples=[12])


class SellersPart(NextPart):
    """A part of the list of sellers."""

    items: list[SellerItem]


class SellerDetail(SellerItem):
    """A seller with what its page tells. Its phone stands on the page only."""

    is_resting: bool = Field(description="Đang tạm nghỉ, chưa nhận đơn", examples=[False])
    back_on: dt.date | None = Field(description="Bán lại từ ngày", examples=[None])
    representative: str = Field(description="Người đại diện", examples=["Trần Thị Ngọc"])
    hamlet: str = Field(examples=["xóm Hồng Thái"])
    since_year: int | None = Field(description="Làm nghề từ năm", examples=[1998])
    quote: str = Field(examples=["Chè nhà làm, uống ngọt hậu."])
    story: str
    portrait: Picture | None


class CommuneItem(Place):
    """A commune or ward and what is on sale there."""

    kind: str = Field(examples=["xã"])
    province: Place = Field(examples=[{"code": "19", "name": "tỉnh Thái Nguyên"}])
    lat: float | None = Field(description="Vĩ độ của tâm", examples=[21.53])
    lon: float | None = Field(description="Kinh độ của tâm", examples=[105.75])
    goods: int = Field(description="Số món đang bán", examples=[86])
    sellers: int = Field(description="Số người đang bán", examples=[14])


class CommunesPart(NextPart):
    """A part of the list of communes."""

    items: list[CommuneItem]


class SetItem(SetName):
    """A product set."""

    full_name: str = Field(examples=["Chè tươi và chế biến"])
    group: str = Field(description="Nhóm", examples=["Đồ uống"])
    valid_from: dt.date = Field(examples=["2023-02-24"])
    valid_to: dt.date | None = Field(examples=[None])


class SetsPart(NextPart):
    """A part of the list of product sets."""

    items: list[SetItem]


class LotFact(Schema):
    """One fact of a lot, and who vouches for it."""

    topic: str = Field(examples=["harvested_on"])
    label: str = Field(examples=["Ngày thu hoạch"])
    value: str = Field(examples=["12/11/2026"])
    state: str = Field(
        description="checked: cán bộ đã kiểm · declared: người làm khai · missing: chưa có",
        examples=["checked"],
    )
    note: str = Field(examples=["Cán bộ xã Tân Cương, 14/11/2026"])


class LotDetail(Schema):
    """A lot: what the page behind its sticker tells."""

    code: str = Field(examples=["K7M4P92TXH"])
    state: str = Field(
        description="open: đang bán · closed: đã bán hết · withdrawn: đã thu hồi", examples=["open"]
    )
    withdrawn_note: str = Field(description="Lý do thu hồi", examples=[""])
    url: str = Field(examples=[f"{_SITE}/truy-xuat/K7M4P92TXH/"])
    product_id: int | None = Field(description="null khi không còn bán", examples=[1024])
    title: str = Field(examples=["Chè Tân Cương nõn tôm"])
    pack: str = Field(examples=["gói 500 g"])
    maker: str = Field(examples=["Trần Thị Ngọc"])
    seller: SellerName
    harvested_on: dt.date | None = Field(examples=["2026-11-12"])
    made_on: dt.date | None = Field(examples=["2026-11-13"])
    best_before: dt.date | None = Field(examples=["2027-11-13"])
    stars: int | None = Field(description="Sao OCOP còn hạn", examples=[4])
    certificates: list[Certificate]
    facts: list[LotFact]
    scans: int = Field(description="Tem đã được quét bao nhiêu lần", examples=[37])
