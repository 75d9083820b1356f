"""What the figures around the sales mean: households, markets, visits, other floors."""

from datetime import date
from decimal import Decimal

from stats.definitions.shape import Definition, Facts, Group, Over

_REGISTRY = "danh bạ hộ sản xuất nông nghiệp"
_MARKETS = "danh mục chợ của tỉnh"
_PAGES = "máy chủ của sàn"
_STALLS = "sổ quầy của ban quản lý chợ trên sàn"
_STALL_SALES = "lần bán tại quầy: người bán ghi hoặc ngân hàng báo"
_APART = " Đây là mua bán tại chợ, không cộng vào giao dịch của sàn."
_FLOORS = "báo cáo của sàn khác, người nhập ghi rõ văn bản"
_NOW_WHY = "Không cộng theo tháng: đây là số có ở một lúc, không phải số phát sinh trong kỳ."
_VISITS_WHY = "Chỉ đếm theo ngày và loại trang, không ghi người xem ở xã nào."
_FLOORS_WHY = (
    "Không cộng với số của sàn này hay giữa các sàn: mỗi sàn đếm một cách, một hộ có thể ở nhiều"
    " sàn."
)


def share_of_qr_traders_1(facts: Facts) -> Decimal | None:
    if not facts.market_traders or facts.market_qr_traders is None:
        return None
    return Decimal(facts.market_qr_traders) * 100 / facts.market_traders


def share_of_markets_40_1(facts: Facts) -> Decimal | None:
    if not facts.markets or facts.markets_40 is None:
        return None
    return Decimal(facts.markets_40) * 100 / facts.markets


DEFINITIONS = (
    Definition(
        id="H1a",
        group=Group.HOUSEHOLDS,
        name="Hộ có tài khoản",
        unit="hộ",
        text="Hộ sản xuất nông nghiệp được lập sẵn tài khoản trong danh bạ của sàn."
        " Có tài khoản chưa có nghĩa là hộ đã nhận hay đã dùng.",
        formula="Đếm hộ trong danh bạ theo mã xã của hộ.",
        source=_REGISTRY,
        adds_over=(Over.COMMUNE,),
        why_not=_NOW_WHY,
        compute=lambda facts: facts.registered,
    ),
    Definition(
        id="H1b",
        group=Group.HOUSEHOLDS,
        name="Hộ đã nhận tài khoản",
        unit="hộ",
        text="Hộ trong danh bạ đã tự nhận tài khoản của mình trên sàn.",
        formula="Đếm hộ có tài khoản (H1a) có ngày nhận tài khoản.",
        source=_REGISTRY,
        adds_over=(Over.COMMUNE,),
        why_not=_NOW_WHY,
        compute=lambda facts: facts.claimed,
    ),
    Definition(
        id="H2",
        group=Group.HOUSEHOLDS,
        name="Hộ hoạt động trong 90 ngày",
        unit="hộ",
        text="Hộ có tài khoản đã dùng sàn trong 90 ngày gần đây.",
        formula="Đếm hộ có tài khoản (H1a) có ngày dùng tài khoản gần nhất cách hôm nay không quá"
        " 90 ngày.",
        source=_REGISTRY,
        adds_over=(Over.COMMUNE,),
        why_not=_NOW_WHY,
        compute=lambda facts: facts.active,
    ),
    Definition(
        id="M0",
        group=Group.MARKETS,
        name="Chợ trong danh mục",
        unit="chợ",
        text="Chợ truyền thống có tên trong danh mục chợ của tỉnh.",
        formula="Đếm chợ trong danh mục theo xã có chợ.",
        source=_MARKETS,
        adds_over=(Over.COMMUNE,),
        why_not=_NOW_WHY,
        compute=lambda facts: facts.markets,
    ),
    Definition(
        id="M1",
        group=Group.MARKETS,
        name="Chợ 4.0",
        unit="chợ",
        text="Chợ đã đạt tiêu chí chợ 4.0 về mua bán không dùng tiền mặt.",
        formula="Đếm chợ có ngày đạt chợ 4.0 không sau hôm nay.",
        source=_MARKETS,
        adds_over=(Over.COMMUNE,),
        why_not=_NOW_WHY,
        compute=lambda facts: facts.markets_40,
    ),
    Definition(
        id="M1b",
        group=Group.MARKETS,
        name="Tỷ lệ chợ 4.0",
        unit="%",
        text="Trong 100 chợ của danh mục, bao nhiêu chợ đã đạt chợ 4.0.",
        formula="Số chợ 4.0 (M1) nhân 100, chia cho số chợ trong danh mục (M0).",
        source=_MARKETS,
        why_not="Tỷ lệ phải chia lại từ các số gốc.",
        compute=share_of_markets_40_1,
    ),
    Definition(
        id="M2",
        group=Group.MARKETS,
        name="Tiểu thương có mã QR",
        unit="người",
        text="Tiểu thương nhận được tiền qua mã QR, theo số mà danh mục chợ khai.",
        formula="Cộng số tiểu thương có mã QR của các chợ trong danh mục.",
        source=_MARKETS,
        adds_over=(Over.COMMUNE,),
        why_not=_NOW_WHY,
        since=date(2026, 11, 27),
        compute=lambda facts: facts.market_qr_traders,
    ),
    Definition(
        id="M2b",
        group=Group.MARKETS,
        name="Tỷ lệ tiểu thương có mã QR",
        unit="%",
        text="Trong 100 tiểu thương của các chợ, bao nhiêu người nhận được tiền qua mã QR.",
        formula="Số tiểu thương có mã QR (M2) nhân 100, chia cho số tiểu thương trong danh mục.",
        source=_MARKETS,
        why_not="Tỷ lệ phải chia lại từ các số gốc.",
        since=date(2026, 11, 27),
        compute=share_of_qr_traders_1,
    ),
    Definition(
        id="M3",
        group=Group.MARKETS,
        name="Quầy có mã trả tiền trên sàn",
        unit="quầy",
        text="Quầy mà ban quản lý chợ đã ghi trên sàn, hôm nay đang bán, và có tài khoản để khách"
        " quét mã trả tiền.",
        formula="Đếm quầy đang bán mà tiểu thương, hoặc gian hàng của tiểu thương, có tài khoản.",
        source=_STALLS,
        adds_over=(Over.COMMUNE,),
        why_not=_NOW_WHY,
        since=date(2026, 11, 27),
        compute=lambda facts: facts.qr_stalls,
    ),
    Definition(
        id="M4",
        group=Group.MARKETS,
        name="Lần bán tại chợ",
        unit="lần",
        text="Số lần bán tại quầy mà người bán đã ghi hoặc ngân hàng đã báo." + _APART,
        formula="Đếm lần bán theo ngày bán, trừ những lần đã bỏ.",
        source=_STALL_SALES,
        adds_over=(Over.COMMUNE, Over.MONTH),
        why_not="Không ghi hàng bán ra, nên không chia theo nhóm hàng và hạng sao.",
        since=date(2026, 11, 27),
        compute=lambda facts: facts.stall_sales,
    ),
    Definition(
        id="M4b",
        group=Group.MARKETS,
        name="Tiền bán tại chợ",
        unit="đồng",
        text="Tổng tiền của những lần bán tại quầy đã ghi hoặc ngân hàng đã báo." + _APART,
        formula="Cộng tiền của các lần bán tại chợ (M4) theo ngày bán, trừ những lần đã bỏ.",
        source=_STALL_SALES,
        adds_over=(Over.COMMUNE, Over.MONTH),
        why_not="Không ghi hàng bán ra, nên không chia theo nhóm hàng và hạng sao.",
        since=date(2026, 11, 27),
        compute=lambda facts: facts.stall_sales_vnd,
    ),
    Definition(
        id="A1",
        group=Group.VISITS,
        name="Lượt truy cập",
        unit="lượt",
        text="Số lần có người vào sàn từ bên ngoài: gõ địa chỉ, bấm liên kết trong tin nhắn hay"
        " trang khác. Không dùng cookie, không ghi ai là người vào.",
        formula="Đếm lượt xem trang (A2) không đi tiếp từ một trang khác của sàn.",
        source=_PAGES,
        adds_over=(Over.MONTH,),
        why_not=_VISITS_WHY,
        compute=lambda facts: facts.visits,
    ),
    Definition(
        id="A2",
        group=Group.VISITS,
        name="Lượt xem trang",
        unit="lượt",
        text="Số trang mà người dùng đã mở trên sàn. Máy tìm kiếm và máy quét tự động không tính.",
        formula="Đếm trang đã gửi cho trình duyệt của người, theo ngày mở.",
        source=_PAGES,
        adds_over=(Over.MONTH,),
        why_not=_VISITS_WHY,
        compute=lambda facts: facts.views,
    ),
    Definition(
        id="F1",
        group=Group.FLOORS,
        name="Sản phẩm trên sàn khác",
        unit="sản phẩm",
        text="Số sản phẩm của tỉnh mà một sàn khác báo cáo. Đặt bên cạnh để xem, không cộng vào"
        " số của sàn này.",
        formula="Lấy nguyên số trong báo cáo của sàn đó cho kỳ đó.",
        source=_FLOORS,
        why_not=_FLOORS_WHY,
        compute=lambda facts: facts.floor_products,
    ),
    Definition(
        id="F2",
        group=Group.FLOORS,
        name="Giao dịch trên sàn khác",
        unit="giao dịch",
        text="Số giao dịch của tỉnh mà một sàn khác báo cáo, theo cách đếm của sàn đó."
        " Không cộng vào số của sàn này.",
        formula="Lấy nguyên số trong báo cáo của sàn đó cho kỳ đó.",
        source=_FLOORS,
        why_not=_FLOORS_WHY,
        compute=lambda facts: facts.floor_transactions,
    ),
    Definition(
        id="F3",
        group=Group.FLOORS,
        name="Giá trị giao dịch trên sàn khác",
        unit="đồng",
        text="Giá trị giao dịch của tỉnh mà một sàn khác báo cáo, theo cách tính của sàn đó."
        " Không cộng vào số của sàn này.",
        formula="Lấy nguyên số trong báo cáo của sàn đó cho kỳ đó.",
        source=_FLOORS,
        why_not=_FLOORS_WHY,
        compute=lambda facts: facts.floor_vnd,
    ),
)
