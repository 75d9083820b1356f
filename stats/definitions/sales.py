"""What the figures of sales mean. The unit that counts is a seller order."""

from decimal import Decimal

from stats.definitions.shape import Definition, Facts, Group, Over

_ORDERS = "đơn hàng trên sàn"
_ALL = tuple(Over)
_COUNTS = (Over.COMMUNE, Over.MONTH, Over.SELLER)
_COUNTS_WHY = "Một đơn có hàng của hai nhóm hay hai hạng sao đứng ở cả hai, nên cộng lại bị trùng."
_RATIO_WHY = "Trung bình và tỷ lệ phải chia lại từ các số gốc."


def mean_value_1(facts: Facts) -> Decimal | None:
    if not facts.completed or facts.completed_vnd is None:
        return None
    return Decimal(facts.completed_vnd) / facts.completed


def weight_kg_1(facts: Facts) -> Decimal | None:
    return None if facts.completed_g is None else Decimal(facts.completed_g) / 1000


def mean_of_a_seller_1(facts: Facts) -> Decimal | None:
    if not facts.selling or facts.completed_vnd is None:
        return None
    return Decimal(facts.completed_vnd) / facts.selling


def cashless_share_1(facts: Facts) -> Decimal | None:
    if not facts.completed or facts.cashless is None:
        return None
    return Decimal(facts.cashless) * 100 / facts.completed


def share_out_of_province_1(facts: Facts) -> Decimal | None:
    if not facts.completed or facts.out_of_province is None:
        return None
    return Decimal(facts.out_of_province) * 100 / facts.completed


DEFINITIONS = (
    Definition(
        id="T1",
        group=Group.SALES,
        name="Giao dịch đã đặt",
        unit="giao dịch",
        text="Phần hàng của một người bán trong một lần đặt là một giao dịch; giỏ có hàng của hai"
        " người bán là hai. Đơn sau đó bị hủy hay trả vẫn tính là đã đặt.",
        formula="Đếm giao dịch có ngày đặt trong kỳ, ở mọi trạng thái.",
        source=_ORDERS,
        adds_over=_COUNTS,
        why_not=_COUNTS_WHY,
        compute=lambda facts: facts.placed,
    ),
    Definition(
        id="T1b",
        group=Group.SALES,
        name="Giá trị giao dịch đã đặt",
        unit="đồng",
        text="Tiền hàng sau giảm giá của các giao dịch đã đặt, không gồm phí giao."
        " Nếu hai bên đồng ý bớt hàng thì tính theo số hàng còn lại.",
        formula="Tổng của tiền hàng trừ giảm giá trong các giao dịch có ngày đặt trong kỳ (T1).",
        source=_ORDERS,
        adds_over=_ALL,
        compute=lambda facts: facts.placed_vnd,
    ),
    Definition(
        id="T2",
        group=Group.SALES,
        name="Giao dịch thành công",
        unit="giao dịch",
        text="Giao dịch đã giao xong và hoàn tất, tính theo ngày hoàn tất."
        " Hàng bị trả lại sau đó thì giao dịch không còn là thành công.",
        formula="Đếm giao dịch có ngày hoàn tất trong kỳ và không có ngày trả hàng.",
        source=_ORDERS,
        adds_over=_COUNTS,
        why_not=_COUNTS_WHY,
        compute=lambda facts: facts.completed,
    ),
    Definition(
        id="T3",
        group=Group.SALES,
        name="Giao dịch bị hủy",
        unit="giao dịch",
        text="Giao dịch người mua, người bán hoặc sàn hủy trước khi gửi hàng, tính theo ngày hủy.",
        formula="Đếm giao dịch chuyển sang trạng thái Đã hủy trong kỳ, dù đặt từ kỳ trước.",
        source=_ORDERS,
        adds_over=_COUNTS,
        why_not=_COUNTS_WHY,
        compute=lambda facts: facts.cancelled,
    ),
    Definition(
        id="T3b",
        group=Group.SALES,
        name="Giao dịch bị trả hàng",
        unit="giao dịch",
        text="Giao dịch mà hàng đã gửi đi quay về người bán, tính theo ngày hàng về.",
        formula="Đếm giao dịch chuyển sang trạng thái Đã trả hàng trong kỳ, dù hoàn tất từ kỳ"
        " trước.",
        source=_ORDERS,
        adds_over=_COUNTS,
        why_not=_COUNTS_WHY,
        compute=lambda facts: facts.returned,
    ),
    Definition(
        id="T3c",
        group=Group.SALES,
        name="Giá trị giao dịch bị hủy",
        unit="đồng",
        text="Tiền hàng sau giảm giá của các giao dịch bị hủy trong kỳ, không gồm phí giao.",
        formula="Tổng của tiền hàng trừ giảm giá trong các giao dịch bị hủy (T3).",
        source=_ORDERS,
        adds_over=_ALL,
        compute=lambda facts: facts.cancelled_vnd,
    ),
    Definition(
        id="T3d",
        group=Group.SALES,
        name="Giá trị giao dịch bị trả hàng",
        unit="đồng",
        text="Tiền hàng sau giảm giá của các giao dịch bị trả hàng trong kỳ, không gồm phí giao.",
        formula="Tổng của tiền hàng trừ giảm giá trong các giao dịch bị trả hàng (T3b).",
        source=_ORDERS,
        adds_over=_ALL,
        compute=lambda facts: facts.returned_vnd,
    ),
    Definition(
        id="T4",
        group=Group.SALES,
        name="Giá trị giao dịch thành công",
        unit="đồng",
        text="Tiền hàng sau giảm giá của các giao dịch thành công, không gồm phí giao."
        " Đây là tiền bán hàng, chưa trừ chi phí của người bán.",
        formula="Tổng của tiền hàng trừ giảm giá trong các giao dịch thành công (T2).",
        source=_ORDERS,
        adds_over=_ALL,
        compute=lambda facts: facts.completed_vnd,
    ),
    Definition(
        id="T5",
        group=Group.SALES,
        name="Giá trị bình quân một đơn",
        unit="đồng/giao dịch",
        text="Mỗi giao dịch thành công trung bình bao nhiêu tiền hàng."
        " Kỳ không có giao dịch thành công thì để trống.",
        formula="Giá trị giao dịch thành công (T4) chia cho số giao dịch thành công (T2).",
        source=_ORDERS,
        why_not=_RATIO_WHY,
        compute=mean_value_1,
    ),
    Definition(
        id="T6",
        group=Group.SALES,
        name="Sản lượng đã bán",
        unit="kg",
        text="Khối lượng tịnh của hàng trong các giao dịch thành công, không kể bao bì gửi."
        " Hàng không khai khối lượng tính là 0.",
        formula="Tổng của số lượng nhân khối lượng tịnh một đơn vị bán, trong các giao dịch thành"
        " công (T2), đổi từ gam ra kg.",
        source=_ORDERS,
        adds_over=_ALL,
        compute=weight_kg_1,
    ),
    Definition(
        id="T7",
        group=Group.SALES,
        name="Doanh thu bình quân một cơ sở",
        unit="đồng/cơ sở",
        text="Mỗi cơ sở có bán được hàng trong kỳ trung bình thu bao nhiêu tiền hàng."
        " Cơ sở chưa bán được đơn nào thì không tính vào.",
        formula="Giá trị giao dịch thành công (T4) chia cho số cơ sở có phát sinh bán (S4).",
        source=_ORDERS,
        why_not=_RATIO_WHY,
        compute=mean_of_a_seller_1,
    ),
    Definition(
        id="T8",
        group=Group.SALES,
        name="Tỷ lệ không dùng tiền mặt",
        unit="%",
        text="Trong 100 giao dịch thành công, bao nhiêu giao dịch trả bằng chuyển khoản mã QR"
        " hoặc qua cổng thanh toán. Chỉ có cho mọi nhóm hàng gộp lại.",
        formula="Số giao dịch thành công (T2) có cách trả tiền là Chuyển khoản mã QR hoặc Cổng"
        " thanh toán, nhân 100, chia cho số giao dịch thành công.",
        source=_ORDERS,
        why_not=_RATIO_WHY,
        compute=cashless_share_1,
    ),
    Definition(
        id="T9",
        group=Group.SALES,
        name="Tỷ lệ bán ra ngoài tỉnh",
        unit="%",
        text="Trong 100 giao dịch thành công, bao nhiêu giao dịch gửi hàng sang tỉnh khác."
        " Đơn không ghi nơi nhận, như đơn đến lấy tận nơi, không tính là ngoài tỉnh.",
        formula="Số giao dịch thành công (T2) có mã tỉnh nơi nhận khác 19 (Thái Nguyên) và không"
        " trống, nhân 100, chia cho số giao dịch thành công.",
        source=_ORDERS,
        why_not=_RATIO_WHY,
        compute=share_out_of_province_1,
    ),
    Definition(
        id="T10",
        group=Group.SALES,
        name="Người mua trong tháng",
        unit="người",
        text="Số người mua khác nhau có giao dịch thành công trong một tháng, phân biệt bằng số"
        " điện thoại. Máy chỉ đếm, không cho ai xem số điện thoại.",
        formula="Đếm số điện thoại khác nhau trong các giao dịch thành công (T2) của một tháng"
        " dương lịch.",
        source=_ORDERS,
        why_not="Một người mua ở hai tháng hay hai xã được đếm ở cả hai, nên cộng lại bị trùng.",
        compute=lambda facts: facts.buyers,
    ),
)
