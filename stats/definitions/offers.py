"""What the figures of sellers and of goods on offer mean."""

from datetime import date
from decimal import Decimal

from stats.definitions.shape import Definition, Facts, Group, Over

_STOCK = "gian hàng và kho hàng trên sàn, ngay lúc xem"
_GOODS = (Over.COMMUNE, Over.SET, Over.STARS, Over.SELLER)
_NOW_WHY = "Không cộng theo tháng: đây là số có ở một lúc, không phải số phát sinh trong kỳ."
_SELLERS_WHY = (
    "Một cơ sở bán hai nhóm hàng vẫn chỉ là một cơ sở; và đây là số có ở một lúc, không phải số"
    " phát sinh trong tháng."
)


def stock_kg_1(facts: Facts) -> Decimal | None:
    return None if facts.in_stock_g is None else Decimal(facts.in_stock_g) / 1000


DEFINITIONS = (
    Definition(
        id="S3",
        group=Group.SELLERS,
        name="Cơ sở có hàng trên sàn",
        unit="cơ sở",
        text="Hộ, hợp tác xã, doanh nghiệp có ít nhất một sản phẩm đang bán trên sàn."
        " Tính cho xã nơi cơ sở đặt gian hàng lúc này.",
        formula="Đếm người bán có ít nhất một sản phẩm ở trạng thái Đang bán.",
        source=_STOCK,
        adds_over=(Over.COMMUNE,),
        why_not=_SELLERS_WHY,
        compute=lambda facts: facts.sellers,
    ),
    Definition(
        id="S4",
        group=Group.SELLERS,
        name="Cơ sở có phát sinh bán",
        unit="cơ sở",
        text="Cơ sở có ít nhất một giao dịch thành công trong kỳ; mỗi cơ sở đếm một lần.",
        formula="Đếm người bán khác nhau trong các giao dịch thành công (T2).",
        source="đơn hàng trên sàn",
        why_not="Một cơ sở bán ở hai tháng, hai nhóm hàng, hoặc chuyển xã giữa kỳ, đứng ở cả hai"
        " phần nhưng chỉ đếm một lần trong số chung.",
        compute=lambda facts: facts.selling,
    ),
    Definition(
        id="S5",
        group=Group.SELLERS,
        name="Cơ sở tự đăng bán",
        unit="cơ sở",
        text="Cơ sở có ít nhất một sản phẩm đang bán do chính tài khoản của họ đăng,"
        " không nhờ người khác đăng hộ.",
        formula="Đếm người bán có ít nhất một sản phẩm Đang bán được tạo bằng tài khoản của chính"
        " người bán.",
        source=_STOCK,
        adds_over=(Over.COMMUNE,),
        why_not=_SELLERS_WHY,
        compute=lambda facts: facts.self_listing_sellers,
    ),
    Definition(
        id="P1",
        group=Group.GOODS,
        name="Sản phẩm trên sàn",
        unit="sản phẩm",
        text="Sản phẩm đang bày bán trên sàn, kể cả lúc tạm hết hàng."
        " Sản phẩm chờ duyệt, tạm nghỉ bán hay bị gỡ thì không tính.",
        formula="Đếm sản phẩm ở trạng thái Đang bán của người bán được phép bán.",
        source=_STOCK,
        adds_over=_GOODS,
        why_not=_NOW_WHY,
        compute=lambda facts: facts.listings,
    ),
    Definition(
        id="P3",
        group=Group.GOODS,
        name="Sản phẩm OCOP trên sàn",
        unit="sản phẩm",
        text="Sản phẩm đang bán có giấy chứng nhận OCOP còn hạn và đã được sàn kiểm tra.",
        formula="Đếm sản phẩm Đang bán có giấy chứng nhận OCOP đã xác nhận, ngày cấp không sau hôm"
        " nay và ngày hết hạn không trước hôm nay.",
        source=_STOCK,
        adds_over=_GOODS,
        why_not=_NOW_WHY,
        compute=lambda facts: facts.ocop_listings,
    ),
    Definition(
        id="P4",
        group=Group.GOODS,
        name="Sản phẩm OCOP sắp hết hạn",
        unit="sản phẩm",
        text="Sản phẩm OCOP đang bán mà giấy chứng nhận hết hạn trong 90 ngày tới."
        " Có giấy mới còn hạn lâu hơn thì không tính.",
        formula="Đếm sản phẩm OCOP trên sàn (P3) có giấy còn hạn muộn nhất hết hạn trong vòng 90"
        " ngày kể từ hôm nay.",
        source=_STOCK,
        adds_over=_GOODS,
        why_not=_NOW_WHY,
        compute=lambda facts: facts.expiring_listings,
    ),
    Definition(
        id="K1",
        group=Group.GOODS,
        name="Hàng trong kho",
        unit="đơn vị bán",
        text="Số gói, hộp, ki-lô-gam… còn trong kho của các sản phẩm đang bán,"
        " kể cả phần đã có người đặt mà chưa gửi.",
        formula="Tổng số còn trong kho của các sản phẩm Đang bán, mỗi sản phẩm theo đơn vị bán của"
        " nó.",
        source=_STOCK,
        adds_over=_GOODS,
        why_not=_NOW_WHY,
        compute=lambda facts: facts.in_stock,
    ),
    Definition(
        id="K2",
        group=Group.GOODS,
        name="Khối lượng hàng trong kho",
        unit="kg",
        text="Khối lượng tịnh của hàng trong kho. Hàng không khai khối lượng tính là 0.",
        formula="Tổng của số còn trong kho (K1) nhân khối lượng tịnh một đơn vị bán, đổi từ gam ra"
        " kg.",
        source=_STOCK,
        adds_over=_GOODS,
        why_not=_NOW_WHY,
        compute=stock_kg_1,
    ),
    Definition(
        id="K3",
        group=Group.GOODS,
        name="Giá trị hàng trong kho",
        unit="đồng",
        text="Tiền của hàng trong kho nếu bán hết theo giá niêm yết lúc này, chưa trừ giảm giá.",
        formula="Tổng của số còn trong kho (K1) nhân giá bán lúc này.",
        source=_STOCK,
        adds_over=_GOODS,
        why_not=_NOW_WHY,
        compute=lambda facts: facts.stock_vnd,
    ),
    Definition(
        id="K4",
        group=Group.GOODS,
        name="Hàng đã có người đặt",
        unit="đơn vị bán",
        text="Phần hàng trong kho đang giữ cho các đơn đã đặt mà chưa gửi.",
        formula="Tổng số đang giữ cho đơn của các sản phẩm Đang bán.",
        source=_STOCK,
        adds_over=_GOODS,
        why_not=_NOW_WHY,
        compute=lambda facts: facts.allocated,
    ),
    Definition(
        id="K5",
        group=Group.GOODS,
        name="Sản phẩm sắp hết hàng",
        unit="sản phẩm",
        text="Sản phẩm đang bán chỉ còn đặt được nhiều nhất 3 đơn vị, kể cả sản phẩm đã hết.",
        formula="Đếm sản phẩm Đang bán có số trong kho trừ số đang giữ cho đơn không quá 3.",
        source=_STOCK,
        adds_over=_GOODS,
        why_not=_NOW_WHY,
        compute=lambda facts: facts.low_listings,
    ),
    Definition(
        id="K5",
        version=2,
        since=date(2026, 11, 28),
        group=Group.GOODS,
        name="Sản phẩm sắp hết hàng",
        unit="sản phẩm",
        text="Sản phẩm đang bán chỉ còn đặt được nhiều nhất 3 đơn vị, kể cả sản phẩm đã hết. "
        "Không kể tour: tour bán theo ngày đi.",
        formula="Đếm sản phẩm Đang bán, trừ tour, có số trong kho trừ số đang giữ cho đơn "
        "không quá 3.",
        source=_STOCK,
        adds_over=_GOODS,
        why_not=_NOW_WHY,
        compute=lambda facts: facts.low_listings,
    ),
)
