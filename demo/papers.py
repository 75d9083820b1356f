"""Lots of the demo with their stickers, and a certificate that waits for an official."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import User
from catalogue import certificates
from catalogue.models import OcopCertificate, Product
from common.codes import ALPHABET, check_sign
from demo.clock import REFERENCE_DAY, days_before, dice, moment
from demo.illustrations import render_jpeg
from demo.people import LOGINS
from sellers.lot_models import CODE_LENGTH, Lot, LotCheck, LotScanDay

_L = Lot.State
#: The listing whose certificate waits: goods of the first login that have none yet.
_WAITING = "DEMO-000003"


@dataclass(frozen=True, slots=True)
class _Plan:
    """A lot: whose goods, when, what is told, what was checked, how many scans a day."""

    upc: str
    quantity: int
    harvested: int
    made: int
    keeps: int
    place: str = ""
    process: str = ""
    care: str = ""
    test: str = ""
    checked: tuple[str, ...] = ()
    scans: int = 0
    state: str = _L.OPEN
    note: str = ""


_PLANS = (
    _Plan("DEMO-000001", 40, 35, 33, 365, "Lô 3, đồi Đồng Chè",
          "Hái tay, sao chảo gang, hút chân không", "Phân hữu cơ, không phun từ tháng 9",
          checked=("place", "care"), scans=9),
    _Plan("DEMO-000001", 30, 95, 93, 365, "Lô 1, đồi Đồng Chè", "Hái tay, sao chảo gang",
          scans=2, state=_L.CLOSED),
    _Plan("DEMO-000002", 60, 20, 18, 365, "Đồi sau nhà", "Hái tay, sao tay", scans=3),
    _Plan("DEMO-000008", 200, 14, 9, 270, "Xưởng của HTX", "Tráng tay, phơi nắng",
          "Dong riềng của xã viên", "Phiếu số 215, ngày 10/11/2026, đạt",
          checked=("place", "process", "test"), scans=14),
    _Plan("DEMO-000025", 80, 48, 45, 730, "Rừng sau xóm Trúc Mai", "Quay tay, lọc vải", scans=4),
    _Plan("DEMO-000031", 50, 70, 66, 365, "Bãi ven suối", "Nghiền, lắng ba nước, sấy lạnh"),
    _Plan("DEMO-000010", 40, 30, 28, 120, "Xưởng của HTX", state=_L.WITHDRAWN,
          note="In nhầm hạn dùng. Bạn nhắn người bán để đổi gói khác."),
)  # fmt: skip


def are_missing() -> bool:
    """Say whether the lots are not there yet. 1 query."""
    return not Lot.objects.filter(is_demo=True).exists()


def write_papers() -> None:
    """Write lots, their marks and scans, and the certificate that waits, unless they exist."""
    if not are_missing():
        return
    goods = Product.objects.filter(is_demo=True).select_related("partner__commune", "product_set")
    known = {product.upc: product for product in goods.filter(upc__in=[p.upc for p in _PLANS])}
    official = User.objects.get(phone=LOGINS["commune"].phone)
    rng = dice("lots")
    for plan in _PLANS:
        drawn = "".join(rng.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
        _write(plan, known[plan.upc], drawn + check_sign(drawn), official)
    _declare(goods.get(upc=_WAITING))


def _write(plan: _Plan, product: Product, code: str, official: User) -> None:
    made_on = days_before(plan.made)
    printed_at = moment(made_on + dt.timedelta(days=1), 9)
    lot = Lot.objects.create(
        product=product,
        code=code,
        state=plan.state,
        harvested_on=days_before(plan.harvested),
        made_on=made_on,
        best_before=made_on + dt.timedelta(days=plan.keeps),
        quantity=plan.quantity,
        place=plan.place,
        process=plan.process,
        care=plan.care,
        test=plan.test,
        note=plan.note,
        created_at=moment(made_on, 17),
        printed_at=printed_at,
        ended_at=None if plan.state == _L.OPEN else moment(days_before(1), 10),
        is_demo=True,
    )
    LotCheck.objects.bulk_create(
        LotCheck(
            lot=lot,
            topic=topic,
            checked_by=official,
            checked_as=f"Cán bộ {product.partner.commune.full_name}",
            checked_at=moment(made_on + dt.timedelta(days=2), 10),
        )
        for topic in plan.checked
    )
    LotScanDay.objects.bulk_create(
        LotScanDay(lot=lot, day=days_before(ago), scans=1 + (ago * 5) % plan.scans)
        for ago in range(min(plan.scans, plan.made))
    )


def _declare(product: Product) -> None:
    if product.certificates.exists():
        return  # somebody has tried the page out
    issued_on = REFERENCE_DAY - dt.timedelta(days=45)
    facts = certificates.CertificateFacts(
        stars=3,
        product_set=product.product_set,
        decision_no="2146/QĐ-UBND",
        issuer="UBND tỉnh Thái Nguyên",
        issued_on=issued_on,
        expires_on=certificates.last_day_of(issued_on),
    )
    scan = render_jpeg(_paper(product.title), width=900)
    waiting = certificates.declare(product=product, by=None, facts=facts, scan=scan)
    at = moment(days_before(2), 15)
    OcopCertificate.objects.filter(pk=waiting.pk).update(declared_at=at)


def _paper(title: str) -> str:
    """Return a paper that cannot be taken for a real one."""
    lines = (
        (260, 54, "GIẤY CHỨNG NHẬN"),
        (340, 54, "SẢN PHẨM OCOP"),
        (480, 40, title),
        (560, 40, "Hạng 3 sao"),
        (660, 34, "Quyết định số 2146/QĐ-UBND"),
        (820, 60, "BẢN MINH HỌA"),
    )
    words = "".join(
        f'<text x="450" y="{y}" text-anchor="middle" font-family="Libertinus Serif"'
        f' font-size="{size}" fill="#333">{text}</text>'
        for y, size, text in lines
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="1000" viewBox="0 0 900 1000">'
        '<rect width="900" height="1000" fill="#fdf8ea"/>'
        '<rect x="40" y="40" width="820" height="920" fill="none" stroke="#a3452f"'
        f' stroke-width="8"/>{words}</svg>'
    )
