"""What people told in the demo: reports that were answered, and two that wait at their desks."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from catalogue.models import Product
from common.codes import ALPHABET, check_sign
from demo.clock import NOW, dice
from demo.people import LOGINS
from fieldreports import desks
from fieldreports.models import FieldReport
from fieldreports.sending import NUMBER_LENGTH
from markets.models import Market, Stall
from sellers.feedback.complaint_times import times

S, Kind = FieldReport.State, FieldReport.Subject
MARK = "(minh họa)"
_LISTING, _MARKET, _STALL = "DEMO-000027", "cho-thai", "Dãy B, ô 3"


@dataclass(frozen=True, slots=True)
class _Told:
    """One report: what about, why, in which words; ``ago`` before the demo's or the own now.

    ``about`` are fields of the report; addresses of subjects would load those of the whole site.
    """

    about: dict
    reason: str
    text: str
    ago: dt.timedelta
    state: str = S.NEW
    answer: str = ""
    place_note: str = ""


def are_missing() -> bool:
    """Tell whether nobody of the demo has reported anything. 1 query."""
    return not FieldReport.objects.filter(text__endswith=MARK).exists()


def write_reports() -> None:
    """Write the reports, unless they are there. Nobody left a phone, so nobody is told."""
    if not are_missing():
        return
    rng = dice("field reports")
    operator = User.objects.get(phone=LOGINS["operator"].phone)
    FieldReport.objects.bulk_create([_row(told, rng, operator) for told in _planned()])


def _planned() -> Iterator[_Told]:
    """Return what was told of what the demo has; those still open came in just now."""
    hours, days = (lambda n: dt.timedelta(hours=n)), (lambda n: dt.timedelta(days=n))
    goods = Product.objects.select_related("partner__commune")
    if product := goods.filter(upc=_LISTING, is_public=True).first():
        yield _Told(
            _listing(product), "sai-su-that", "Ảnh chụp hũ to, hàng nhận là hũ nhỏ.",
            days(12), S.UPHELD, "Người bán đã ghi lại số gam và thay ảnh. Cảm ơn bạn đã báo.",
        )  # fmt: skip
    market = Market.objects.select_related("commune").filter(slug=_MARKET).first()
    if market is None:
        return
    of_market = {"subject": Kind.MARKET, "market": market, "commune": market.commune}
    yield _Told(
        of_market, "cho-hong", "Mái tôn dãy D dột, mưa là ướt hàng.", days(20), S.UPHELD,
        "Đã thay bốn tấm tôn ở dãy D.", "dãy D",
    )  # fmt: skip
    yield _Told(
        of_market, "thu-phi", "Hôm nay thu tiền chỗ hai lần.", days(9), S.DECLINED,
        "Đã xem sổ: lần đầu là tiền chỗ, lần sau là tiền điện, có hai biên lai.",
    )  # fmt: skip
    yield _Told(of_market, "cho-hong", "Bóng đèn lối vào dãy A hỏng.", hours(26), S.SEEN,
                place_note="lối vào dãy A")  # fmt: skip
    rows = Stall.objects.select_related("trader__partner")
    if stall := rows.filter(market=market, place=_STALL, active_to=None).first():
        about = of_market | {
            "subject": Kind.STALL, "stall": stall, "partner": stall.trader.partner
        }  # fmt: skip
        yield _Told(about, "doi-gia", "Quầy không ghi giá, hỏi mỗi người một giá.", hours(2))


def _listing(product: Product) -> dict:
    return {
        "subject": Kind.LISTING,
        "product": product,
        "partner": product.partner,
        "commune": product.partner.commune,
    }


def _row(told: _Told, rng, operator: User) -> FieldReport:
    about, time, is_open = told.about, times()[told.reason], told.state in FieldReport.OPEN
    # Open ones are never late when the demo is loaded; answered ones lie in its past.
    at = (timezone.now() if is_open else NOW) - told.ago
    answer_by = at + dt.timedelta(hours=time.first_hours)
    drawn = "".join(rng.choice(ALPHABET) for _ in range(NUMBER_LENGTH - 1))
    return FieldReport(
        number=drawn + check_sign(drawn),
        **about,
        place_note=told.place_note,
        reason=told.reason,
        text=f"{told.text} {MARK}",
        desk=desks.staffed(time.desk, commune=about["commune"], market=about.get("market")),
        state=told.state,
        received_at=at,
        answer_by=answer_by,
        solve_by=max(answer_by, at + dt.timedelta(days=time.solve_days)),
        seen_at=None if told.state == S.NEW else at + dt.timedelta(hours=5),
        decided_at=None if is_open else at + dt.timedelta(hours=21),
        decided_by=None if is_open else operator,
        answer=told.answer,
    )
