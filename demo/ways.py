"""How the demo's sellers are paid by transfer and hand over goods besides the carrier."""

from demo.clock import NOW
from places.models import Commune
from shop.partner.models import BankAccount, Partner
from shop.shipping.models import DeliveryOffer, PickupPoint

_BATCH = 500
#: Agribank; numbers from 0000 on belong to nobody.
_BANK = "970405"
_POINTS = (
    ("diem-ocop-phan-dinh-phung", PickupPoint.Kind.OCOP_POINT, "Điểm giới thiệu OCOP (minh họa)",
     "05443", "Số 1, phố minh họa", "8 giờ đến 18 giờ, cả tuần"),
    ("cho-thai", PickupPoint.Kind.MARKET, "Chợ Thái", "05443", "Ki-ốt của ban quản lý chợ",
     "6 giờ đến 17 giờ"),
    ("cho-dai-tu", PickupPoint.Kind.MARKET, "Chợ Đại Từ", "05488", "Cổng chính",
     "6 giờ đến 16 giờ"),
)  # fmt: skip


def are_missing() -> bool:
    """Say whether some demo seller has no account yet. 1 query."""
    return Partner.objects.filter(is_demo=True, bank_accounts__isnull=True).exists()


def write_ways() -> None:
    """Write accounts, points and delivery offers of the sellers that have none."""
    points = [_point(*words) for words in _POINTS]
    sellers = Partner.objects.filter(is_demo=True, bank_accounts__isnull=True)
    sellers = list(sellers.select_related("commune").order_by("pk"))
    BankAccount.objects.bulk_create([_account(seller) for seller in sellers], _BATCH)
    offers = [
        offer for place, seller in enumerate(sellers) for offer in _offers(place, seller, points)
    ]
    DeliveryOffer.objects.bulk_create(offers, _BATCH)


def _point(code, kind, name, commune_code, address, opening_words) -> PickupPoint:
    commune = Commune.objects.current().filter(code=commune_code).first()
    point, _ = PickupPoint.objects.get_or_create(
        code=code,
        defaults={
            "kind": kind,
            "name": name,
            "commune": commune or Commune.objects.in_province("19").order_by("code").first(),
            "address": address,
            "opening_words": opening_words,
        },
    )
    return point


def _account(seller: Partner) -> BankAccount:
    return BankAccount(
        partner=seller,
        bank_bin=_BANK,
        number=f"0000{seller.pk:09d}",
        holder="BAN MINH HOA",
        usable_from=NOW,
    )


def _offers(place: int, seller: Partner, points: list[PickupPoint]) -> list[DeliveryOffer]:
    offers = []
    if place % 3 == 0:
        area = DeliveryOffer.Area.PROVINCE if place == 0 else DeliveryOffer.Area.COMMUNE
        offers.append(DeliveryOffer(partner=seller, method="own", area=area, fee_vnd=10_000))
    if place % 2 == 0:
        words = "Gọi trước một giờ, từ 7 giờ đến 18 giờ"
        offers.append(DeliveryOffer(partner=seller, method="pickup", place_words=words))
    if place % 4 == 0:
        point = points[place // 4 % len(points)]
        offers.append(DeliveryOffer(partner=seller, method="point", point=point, fee_vnd=5_000))
    return offers
