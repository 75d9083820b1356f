"""The sellers of the demo: who they are, where, since when, and what they say of themselves."""

import datetime as dt
import random
from dataclasses import dataclass

from common.text import slug
from demo.areas import HABITS, area_of, commune_weights
from demo.clock import days_before, dice, moment
from demo.core import CORE_SELLERS
from demo.goods import FAMILIES
from demo.illustrations import PRODUCERS
from demo.people import is_upland, person, phone
from places.models import Commune
from shop.partner.models import Partner

_K = Partner.Kind
#: Kind → sellers in a province of 300, those of the core included.
KINDS = {_K.HOUSEHOLD: 135, _K.HOUSEHOLD_BUSINESS: 60, _K.COOPERATIVE_GROUP: 20,
         _K.COOPERATIVE: 70, _K.ENTERPRISE: 15}  # fmt: skip
PORTRAIT_VARIANTS = 3
_OWNER_PHONES = 100_000

_BRANDS = (
    "Đồi Xanh", "Nắng Mai", "Suối Trong", "Gió Ngàn", "Hương Đồi", "Mây Sớm", "Vườn Tôi",
    "Đất Lành", "Lá Non", "Bến Nước", "Rừng Xanh", "Ruộng Bậc", "Sương Sớm", "Bếp Lửa",
)  # fmt: skip
_HAMLETS = ("Đồng Chè", "Gò Móc", "Đồi Trám", "Bãi Soi", "Suối Cạn", "Khe Vàng", "Ao Sen",
            "Cây Thị", "Đồng Mon", "Nà Lau", "Đèo Khế Con", "Hồng Thái")  # fmt: skip
_GOODS_WORD = {
    "che": "chè", "rau-qua": "rau quả", "gao": "lúa gạo", "mien": "miến, bún", "gia-vi": "tương",
    "thit-trung": "chăn nuôi", "mat-nam": "nông lâm sản", "che-bien": "chế biến nông sản",
    "do-uong": "đồ uống", "thu-cong": "đan lát, dệt", "du-lich": "du lịch cộng đồng",
}  # fmt: skip
_PORTRAITS = {
    "che": ("woman_tea_hills", "man_basket", "older_woman"), "gao": ("rice_terrace",),
    "mien": ("vermicelli_racks",), "thit-trung": ("hen_yard", "older_woman"),
    "mat-nam": ("beekeeper", "man_basket"),
}  # fmt: skip
_STORIES = (
    "Nhà {who} làm {goods} ở {place} từ năm {year}. Việc trong nhà chia nhau, đông nhất là"
    " ngày thu hái. Hàng có đến đâu đăng bán đến đó.",
    "{Who} học nghề từ bố mẹ, nay làm {goods} cùng các con ở {place}. Trước chỉ bán ở chợ"
    " phiên, nay bán thêm qua mạng cho khách xa.",
    "Từ năm {year}, {who} giữ một cách làm: ít nhưng đều tay. Ai mua lần đầu nên lấy gói"
    " nhỏ để thử trước.",
    "Ở {place}, nhà nào cũng biết làm {goods}. {Who} ghi lại ngày làm trên từng gói để"
    " người mua biết hàng mới hay cũ.",
    "{Who} bắt đầu với vài sào đất năm {year}. Nay có thêm ba nhà hàng xóm làm cùng, hàng"
    " gộp lại mới đủ gửi đi xa.",
)
_GROUP_STORIES = (
    "Thành lập năm {year} ở {place}, các hộ cùng làm {goods} theo một quy trình và bán chung"
    " một giá. {Who} là người đại diện.",
    "{Who} cùng các hộ ở {place} góp đất, góp công làm {goods} từ năm {year}. Sổ ghi chép"
    " từng lứa hàng để ở nhà văn hóa xóm, ai cũng xem được.",
    "Các hộ ở {place} làm {goods} đã lâu, đến năm {year} thì cùng nhau lập nhóm để có bao bì"
    " và gửi hàng đều hơn. {Who} lo phần bán.",
)
_QUOTES = (
    "Hàng nhà làm, nói sao bán vậy.", "Ngon dở cứ gọi lại cho tôi.", "Có ít bán ít, không gom.",
    "Gửi hàng như gửi cho người nhà.", "Làm kỹ một chút, khách nhớ lâu.",
    "Mua thử gói nhỏ trước rồi hãy mua nhiều.", "Ngày nào làm ghi rõ ngày đó.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Maker:
    """A planned seller. ``families`` are what it has, the main one first."""

    serial: int
    phone: str
    name: str
    code: str
    kind: str
    commune_code: str
    hamlet: str
    representative: str
    story: str
    quote: str
    since_year: int
    portrait: tuple[str, int]
    registered_at: dt.datetime
    families: tuple[str, ...]


def plan_core() -> list[Maker]:
    """Return the dozen sellers that every scale has."""
    communes = _communes()
    rng = dice("makers:core")
    return [_core_maker(serial, communes, rng) for serial in range(len(CORE_SELLERS))]


def plan_makers(count: int, *, with_bac_kan: bool) -> list[Maker]:
    """Return ``count`` sellers, the core first; the same ones in every run."""
    made = plan_core()
    rng, communes = dice("makers"), _communes()
    names = {maker.name for maker in made}
    weights = commune_weights(with_bac_kan=with_bac_kan)
    codes = rng.choices(list(weights), list(weights.values()), k=count - len(made))
    kinds = _kinds(rng, made, count)
    for serial, (code, kind) in enumerate(zip(codes, kinds, strict=True), len(made)):
        maker = _maker(rng, serial, kind, communes[code], names)
        names.add(maker.name)
        made.append(maker)
    return made


def _communes() -> dict[str, Commune]:
    return {c.code: c for c in Commune.objects.in_province("19")}


def _kinds(rng: random.Random, made: list[Maker], count: int) -> list[str]:
    """Return the kinds still missing, mixed; more than a province repeat the mix."""
    wanted = [kind for kind, number in KINDS.items() for _ in range(number)]
    for maker in made:
        wanted.remove(maker.kind)
    rng.shuffle(wanted)
    missing = count - len(made)
    return (wanted * (missing // max(len(wanted), 1) + 1))[:missing]


def _core_maker(serial: int, communes: dict[str, Commune], rng: random.Random) -> Maker:
    row = CORE_SELLERS[serial]
    commune = communes[row.commune_code]
    title = "bà" if row.is_woman else "ông"
    return Maker(
        serial=serial,
        phone=row.phone or phone(_OWNER_PHONES + serial),
        name=row.name,
        code=slug(row.name),
        kind=row.kind,
        commune_code=row.commune_code,
        hamlet=row.hamlet,
        representative=row.representative,
        story=_story(row.kind, serial, f"{title} {row.representative}", row.families[0],
                     f"{row.hamlet}, {commune.full_name}", row.since_year),
        quote=_QUOTES[serial % len(_QUOTES)],
        since_year=row.since_year,
        portrait=(row.portrait, 0),
        registered_at=moment(days_before(720 - 7 * serial), 9, rng.randrange(60)),
        families=row.families,
    )  # fmt: skip


def _maker(rng: random.Random, serial: int, kind: str, commune: Commune, taken: set[str]) -> Maker:
    who = person(rng, upland=is_upland(commune))
    habits = HABITS[area_of(commune.code)]
    main = rng.choices(list(habits), list(habits.values()))[0]
    other = rng.choices(list(FAMILIES), [number**0.5 for number in FAMILIES.values()])[0]
    hamlet = _hamlet(rng, commune)
    name = _name(rng, kind, main, commune.name, f"{who.title} {who.name}", taken)
    year = rng.randint(1992, 2022)
    place = f"{hamlet}, {commune.full_name}"
    return Maker(
        serial=serial,
        phone=phone(_OWNER_PHONES + serial),
        name=name,
        code=slug(name),
        kind=kind,
        commune_code=commune.code,
        hamlet=hamlet,
        representative=who.name,
        story=_story(kind, rng.randrange(100), f"{who.title} {who.name}", main, place, year),
        quote=rng.choice(_QUOTES),
        since_year=year,
        portrait=_portrait(rng, kind, main),
        registered_at=moment(days_before(rng.randint(30, 710)), rng.randint(7, 21)),
        families=(main,) if other == main else (main, other),
    )


def _hamlet(rng: random.Random, commune: Commune) -> str:
    if commune.kind == Commune.Kind.WARD:
        return f"tổ {rng.randint(1, 24)}"
    return f"xóm {rng.choice(_HAMLETS)}" if rng.random() < 0.6 else f"xóm {rng.randint(1, 14)}"


def _name(rng: random.Random, kind: str, main: str, place: str, who: str, taken: set[str]) -> str:
    """Return a name that nobody of the demo has; brands are invented."""
    goods = _GOODS_WORD[main]
    patterns = {
        _K.HOUSEHOLD: "Hộ {who}",
        _K.HOUSEHOLD_BUSINESS: "Hộ kinh doanh {who}",
        _K.COOPERATIVE_GROUP: "Tổ hợp tác {goods} {brand} {place}",
        _K.COOPERATIVE: "HTX {goods} {brand} {place}",
        _K.ENTERPRISE: "Công ty TNHH Nông sản {brand} {place}",
    }
    home, first = place, who
    while True:
        name = patterns[kind].format(who=who, goods=goods, place=place, brand=rng.choice(_BRANDS))
        if name not in taken:
            return name
        place = f"xóm {rng.randint(1, 99)} {home}"
        who = f"{first} ({home})" if who == first else f"{first} ({place})"


def _story(kind: str, pick: int, who: str, family: str, place: str, year: int) -> str:
    is_group = kind not in (_K.HOUSEHOLD, _K.HOUSEHOLD_BUSINESS)
    stories = _GROUP_STORIES if is_group else _STORIES
    return stories[pick % len(stories)].format(
        who=who,
        Who=who[0].upper() + who[1:],
        goods=_GOODS_WORD[family],
        place=place,
        year=year,
    )


def _portrait(rng: random.Random, kind: str, main: str) -> tuple[str, int]:
    if kind in (_K.HOUSEHOLD, _K.HOUSEHOLD_BUSINESS):
        motif = rng.choice(_PORTRAITS.get(main, PRODUCERS))
    else:
        motif = "cooperative_team"
    return motif, rng.randrange(PORTRAIT_VARIANTS)
