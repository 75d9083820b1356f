"""What each kind of seller needs, and what an official looks at before confirming it.

Source: NĐ 168/2025/NĐ-CP (household businesses; farming households need not register),
Luật 17/2023/QH15 (cooperatives and cooperative groups).
"""

from dataclasses import dataclass

from shop.partner.models import Partner

K = Partner.Kind

#: What an official can have seen: code → words. Seen, not copied.
SIGHTS: dict[str, str] = {
    "met": "Đã gặp người đại diện",
    "id_card": "Đã xem căn cước hoặc VNeID mức 2",
    "makes": "Biết nhà này làm ra hàng",
    "household_licence": "Đã xem giấy đăng ký hộ kinh doanh",
    "group_contract": "Đã xem hợp đồng hợp tác",
    "cooperative_licence": "Đã xem giấy đăng ký hợp tác xã",
    "enterprise_licence": "Đã xem giấy đăng ký doanh nghiệp",
}


@dataclass(frozen=True, slots=True)
class KindRules:
    """What one kind needs: its tax number or not, and what must have been seen."""

    needs_tax_number: bool
    takes_personal_number: bool
    sights: tuple[str, ...]


RULES: dict[str, KindRules] = {
    K.HOUSEHOLD: KindRules(False, True, ("met", "id_card", "makes")),
    K.HOUSEHOLD_BUSINESS: KindRules(True, True, ("met", "id_card", "household_licence")),
    K.COOPERATIVE_GROUP: KindRules(False, True, ("met", "id_card", "group_contract")),
    K.COOPERATIVE: KindRules(True, False, ("met", "id_card", "cooperative_licence")),
    K.ENTERPRISE: KindRules(True, False, ("met", "id_card", "enterprise_licence")),
}
