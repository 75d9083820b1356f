"""Word rules: what must be hit and what of the province's goods must not."""

import csv

import pytest

from common.dates import local_today
from demo.goods import RECIPES_FILE
from sellers import legal_bases, listing_rules

MUST_HIT = {
    "Rượu men lá Bằng Phúc": ("ruou", "refuse"),
    "Ruou men la Thanh Tam": ("ruou", "look"),
    "RƯỢU nếp cái hoa vàng 5 lít": ("ruou", "refuse"),
    "Rươu ngô chum": ("ruou", "look"),
    "Bia hơi làng": ("ruou", "refuse"),
    "Cao dược liệu người Dao": ("duoc-lieu", "paper"),
    "Cao chè vằng": ("duoc-lieu", "paper"),
    "Thuốc lá tắm người Dao": ("duoc-lieu", "paper"),
    "Vảy tê tê khô": ("hoang-da-cam", "refuse"),
    "vay te te kho": ("hoang-da-cam", "look"),
    "Cao hổ cốt gia truyền": ("hoang-da-cam", "refuse"),
    "Mật gấu rừng": ("hoang-da-cam", "refuse"),
    "Thịt lợn rừng gác bếp": ("thu-rung", "paper"),
    "Lan kim tuyến khô": ("lam-san", "paper"),
    "Thuốc lào Quảng Định": ("thuoc-la", "refuse"),
    "Pod thuốc lá điện tử vị chè": ("thuoc-la-moi", "refuse"),
    "Súng săn hơi": ("vu-khi", "refuse"),
    "Pháo nổ Tết": ("phao", "refuse"),
    "Hạt cần sa": ("ma-tuy", "refuse"),
    "Thuốc trừ sâu sinh học": ("thuoc-sau", "refuse"),
    "Trà giảo cổ lam hạ huyết áp": ("chua-benh", "look"),
    "Tinh bột nghệ chữa đau dạ dày": ("chua-benh", "look"),
    "Củ ấu tẩu tươi": ("cay-doc", "paper"),
    "Lá ngón": ("doc", "refuse"),
    "Chè Tân Cương OCOP 4 sao": ("ocop", "look"),
    "Rau VietGAP": ("chung-nhan", "look"),
}
#: Goods and words of the province that look like a rule and are none.
MUST_NOT_HIT = [
    "Rau cần Sa Pa",
    "Rau ngót rừng",
    "Chè Kim Tuyên",
    "Chè đinh Tân Cương",
    "Chè tôm nõn Hảo Đạt",
    "Miến dong Tài Hoan Côn Minh",
    "Miến Việt Cường",
    "Măng nứa khô Võ Nhai",
    "Mật ong rừng hoa bạc hà",
    "Nấm hương rừng",
    "Quả sung muối",
    "Đùi gà đồi Phú Bình",
    "Gà đồi thịt rắn chắc",
    "Hạt mắc khén cay tê tê",
    "Men rượu lá cổ truyền",
    "Bỗng rượu nếp",
    "Dạ dày lợn hun khói",
    "Lạp sườn hun khói treo gác bếp",
    "Thước gỗ thông",
    "Dao rèn Phúc Sen",
    "Cà phê chồn",
    "Bìa đậu phụ Bình Long",
    "Tương Úc Kỳ",
    "Na La Hiên",
    "Khẩu nua lếch Ngân Sơn",
    "Hồng không hạt Bắc Kạn",
    "Bún khô không hàn the",
    "Rau sạch không phun thuốc trừ sâu, thuốc diệt cỏ",
    "Chè trồng bằng phân hữu cơ",
    "Trà hoa vàng",
    "Bánh chưng Bờ Đậu",
    "Trám đen Hà Châu",
    "Cao Bằng hạt dẻ",
]


@pytest.mark.parametrize("title", MUST_HIT)
def test_hits_what_it_must(title):
    hits = listing_rules.find_hits(title=title)

    assert MUST_HIT[title] in [(hit.rule.key, hit.verdict) for hit in hits]


@pytest.mark.parametrize("title", MUST_NOT_HIT)
def test_leaves_the_goods_of_the_province_alone(title):
    assert listing_rules.find_hits(title=title) == []


def test_no_goods_of_the_demo_are_hit():
    with RECIPES_FILE.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source, delimiter="|"))

    found = {
        row["name"]: [(hit.rule.key, hit.words) for hit in hits]
        for row in rows
        if (hits := listing_rules.find_hits(title=row["name"], description=row["text"]))
    }

    assert found == {}


def test_a_machine_never_refuses_for_words_of_the_description():
    hits = listing_rules.find_hits(title="Chè", description="Ngon hơn thuốc lào. Vảy tê tê.")

    assert {hit.verdict for hit in hits} == {"look"}
    assert listing_rules.refusal(hits) is None


def test_a_hit_says_where_its_words_stand():
    text = "Chè ngon.\nGiúp hạ huyết áp rất tốt."

    (hit,) = listing_rules.find_hits(title="Chè", description=text)

    assert text[hit.start : hit.end] == hit.words == "hạ huyết áp"


@pytest.mark.parametrize(
    ("code", "verdict"), [("II.1.a", "refuse"), ("II.1.b", "refuse"), ("III.1", "paper")]
)
def test_some_product_sets_are_refused_or_need_a_paper_whatever_the_title(code, verdict):
    hits = listing_rules.find_hits(title="Đặc sản bản", set_code=code)

    assert [(hit.field, hit.verdict) for hit in hits] == [("product_set", verdict)]


def test_a_rule_holds_from_its_first_day():
    rule = listing_rules.rules()[0]
    before = rule.valid_from.replace(year=rule.valid_from.year - 1)

    assert listing_rules.find_hits(title="Vảy tê tê", on=before) == []


def test_every_rule_can_be_explained_and_cites_law_in_force():
    today = local_today()

    for rule in listing_rules.rules():
        assert rule.verdict in listing_rules.VERDICTS
        assert all((rule.says_seller, rule.says_reviewer, rule.phrases or rule.sets)), rule.key
        assert legal_bases.bases()[rule.basis].holds_on(today), rule.key
