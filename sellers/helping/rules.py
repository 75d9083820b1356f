"""What a helper may do for a household: one row for every page of the seller.

A page without a row is forbidden. ``act`` is what the trail and the household read of a change,
in Vietnamese; ``{thing}`` is the listing or the order that it was about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.http import HttpRequest

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: What ``{thing}`` is.
NOTHING, ORDER, LISTING, SHOP = "", "order", "listing", "shop"
_NO_ACTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rule:
    """One page: closed with ``why`` in words, or open, perhaps with buyers' phones masked."""

    is_open: bool
    why: str = ""
    is_masked: bool = False
    act: str = ""
    thing: str = NOTHING
    #: Where one address does several things: the words by the value of ``by``, a word of the
    #: address or a field of the form. A value without words is closed.
    acts: Mapping[str, str] = field(default_factory=lambda: _NO_ACTS)
    by: str = "verb"

    def allows(self, request: HttpRequest) -> bool:
        """Say whether this very request may pass."""
        is_look = request.method in SAFE
        if not self.is_open:
            return False
        if self.acts and (not is_look or self.by in request.resolver_match.kwargs):
            return self._chosen(request) in self.acts
        return is_look or bool(self.act)

    def words(self, request: HttpRequest) -> str:
        """Return what a change is called, with ``{thing}`` in it."""
        return self.acts.get(self._chosen(request), self.act)

    def _chosen(self, request: HttpRequest) -> str:
        named = request.resolver_match.kwargs
        return str(named[self.by]) if self.by in named else request.POST.get(self.by, "")


def look(*, masked: bool = False) -> Rule:
    """Return the rule of a page that only shows."""
    return Rule(is_open=True, is_masked=masked)


def act(words: str, thing: str = NOTHING, *, masked: bool = False) -> Rule:
    """Return the rule of a page that shows and changes."""
    return Rule(is_open=True, act=words, thing=thing, is_masked=masked)


def closed(why: str) -> Rule:
    """Return the rule of a page that only the household opens."""
    return Rule(is_open=False, why=why)


_MONEY = "Tiền và tài khoản ngân hàng chỉ chủ hộ xem và đổi."
_CASH = "Ghi là đã nhận tiền hay trả tiền thì chủ hộ tự làm."
_BUYERS = "Nhãn có số điện thoại của người mua. Chủ hộ tự in."
_HELPERS = "Ai làm giúp hộ này do chủ hộ quyết."
_PAPERS = "Giấy tờ, mã số thuế và xác thực thì chủ hộ tự làm."
_ACCOUNT = "Mở gian hàng mới thì chủ hộ tự làm."
NO_ROW = closed("Trang này chỉ chủ hộ mở được.")

MOVES = MappingProxyType(
    {
        "confirm": "nhận đơn {thing}",
        "pack": "ghi là gói xong đơn {thing}",
        "ship": "ghi là gửi đi đơn {thing}",
        "reship": "ghi là giao lại đơn {thing}",
    }
)

LOT_ENDS = MappingProxyType({"close": "ghi lô hàng đã bán hết", "withdraw": "thu hồi lô hàng"})

#: No phone among them: a part that is added later is closed until it has a row.
PARTS = MappingProxyType(
    {
        "ten": "đổi hay xin đổi tên gian hàng",
        "nguoi-dai-dien": "ghi người đại diện",
        "cho-o": "ghi xóm, tổ dân phố",
        "mot-cau": "đổi câu giới thiệu",
        "chuyen": "viết chuyện của nhà",
        "tu-nam": "ghi làm nghề từ năm nào",
    }
)

#: The screens of the listing wizard; the last one sends.
WIZARD = MappingProxyType(
    {
        "anh": "chọn ảnh cho món đang viết {thing}",
        "mon": "viết tên món {thing}",
        "cach-ban": "viết cách bán món {thing}",
        "gia": "viết giá món mới {thing}",
        "so-luong": "viết số lượng món mới {thing}",
        "xem-lai": "đăng món {thing}",
    }
)

RULES: dict[str, Rule] = {
    "sellers:home": look(),
    "sellers:register": closed(_ACCOUNT),
    "sellers:help": look(),
    "sellers:deliveries": act("đổi cách giao hàng"),
    # What the shop tells about itself
    "sellers:profile": look(),
    "sellers:profile-part": Rule(is_open=True, acts=PARTS, by="part", thing=SHOP),
    "sellers:portrait": act("đổi ảnh gian hàng"),
    "sellers:portrait-drop": act("bỏ ảnh gian hàng"),
    # Who the household is
    # Who works for the shop, whether it is open, its data
    **dict.fromkeys(
        (
            "sellers:team",
            "sellers:team-invite",
            "sellers:team-cancel",
            "sellers:team-hand-over",
            "sellers:team-leave",
            "sellers:team-member",
            "sellers:team-remove",
            "sellers:invitations",
            "sellers:pause",
            "sellers:reopen",
            "sellers:close",
            "sellers:own-data",
            "sellers:own-data-file",
        ),
        closed("Người cùng làm, mở đóng gian hàng và dữ liệu thì chủ hộ tự làm."),
    ),
    "sellers:identity": closed(_PAPERS),
    "sellers:identity-leave": closed(_PAPERS),
    "sellers:identity-back": closed(_PAPERS),
    "sellers:tax-number": closed(_PAPERS),
    # Money
    "sellers:money": closed(_MONEY),
    "sellers:bank": closed(_MONEY),
    "sellers:bank-withdraw": closed(_MONEY),
    "sellers:pass-on": closed(_CASH),
    # Goods
    "sellers:list-product": look(),
    "sellers:draft-step": Rule(is_open=True, acts=WIZARD, by="step", thing=LISTING),
    "sellers:draft-offline": look(),
    "sellers:draft-worker": look(),
    "sellers:draft-discard": act("bỏ món viết dở {thing}", LISTING),
    "sellers:listed": look(),
    "sellers:listings": look(),
    "sellers:listing": look(),
    "sellers:revise": act("sửa món {thing}", LISTING),
    "sellers:stock": act("ghi số hàng còn của {thing}", LISTING),
    "sellers:season": act("ghi mùa của {thing}", LISTING),
    "sellers:tour": act("ghi chuyến đi {thing}", LISTING),
    "sellers:tour-date": act("ghi ngày đi của {thing}", LISTING),
    "sellers:elsewhere": act("ghi {thing} bán ở sàn khác", LISTING),
    "sellers:floors": act("đưa tệp đơn của sàn khác lên xem trước"),
    "sellers:floor-send": act("tải bảng hàng cho sàn khác"),
    "sellers:floor-sales": act("nhập đơn của sàn khác từ tệp"),
    "sellers:preorders": look(),
    "sellers:preorder": act("mở hoặc sửa bán trước {thing}", LISTING),
    "sellers:harvest": act("ghi đã thu hoạch {thing}", LISTING),
    "sellers:postpone": act("dời ngày gửi {thing}", LISTING),
    "sellers:price": act("đổi giá {thing}", LISTING),
    "sellers:switch": act("bật tắt bán {thing}", LISTING),
    # Papers of the goods
    "sellers:certificates": look(),
    "sellers:certificate-new": act("khai giấy OCOP của {thing}", LISTING),
    "sellers:certificate-mend": act("sửa giấy OCOP của {thing}", LISTING),
    "sellers:certificate-scan": look(),
    "sellers:lots": look(),
    "sellers:lot": look(),
    "sellers:lot-new": act("tạo lô hàng"),
    "sellers:lot-change": act("sửa lô hàng"),
    "sellers:lot-stickers": act("in tem lô hàng"),
    "sellers:lot-end": Rule(is_open=True, acts=LOT_ENDS),
    # Orders: no step that says money has come, or that it goes back
    "sellers:orders": look(masked=True),
    "sellers:order": look(masked=True),
    "sellers:order-move": Rule(is_open=True, is_masked=True, acts=MOVES, thing=ORDER),
    "sellers:order-cancel": act("hủy đơn {thing}", ORDER, masked=True),
    "sellers:order-less": act("hỏi khách lấy ít hơn, đơn {thing}", ORDER, masked=True),
    "sellers:order-later": act("hẹn khách ngày khác, đơn {thing}", ORDER, masked=True),
    "sellers:order-withdraw": act("rút lại đề nghị, đơn {thing}", ORDER, masked=True),
    "sellers:order-failed": act("ghi là giao không được, đơn {thing}", ORDER, masked=True),
    "sellers:order-back": act("ghi là hàng đã về, đơn {thing}", ORDER, masked=True),
    "sellers:order-partial": closed(_CASH),
    "sellers:order-return": closed(_CASH),
    "sellers:order-received": closed(_CASH),
    "sellers:packing": look(masked=True),
    "sellers:labels": closed(_BUYERS),
    "sellers:label": closed(_BUYERS),
    # What shoppers say: who does not type has it typed, and reads in the trail what was said
    "sellers:reviews": look(masked=True),
    "sellers:review-answer": act("trả lời lời đánh giá", masked=True),
    "sellers:own-questions": look(masked=True),
    "sellers:question-answer": act("trả lời câu hỏi của khách", masked=True),
    # Who acts for the household
    "sellers:helpers": closed(_HELPERS),
    "sellers:helper-stop": closed(_HELPERS),
}


def rule_of(route: str) -> Rule:
    """Return the rule of a page by the name of its URL; without a row it is closed."""
    return RULES.get(route, NO_ROW)


def may_do(page: str, verb: str = "") -> bool:
    """Say whether a button for this page of ``sellers`` is of use to a helper."""
    rule = rule_of(f"sellers:{page}")
    return rule.is_open and (not verb or verb in rule.acts)
