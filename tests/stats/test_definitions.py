"""What figures mean: found by id and version, sealed, shown, and true of the cells."""

import dataclasses
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from common.dates import local_today
from shop.order.models import SellerOrder
from stats import definitions, queries, selling, who_sold
from stats.definitions import REGISTRY, Definition, Facts, Group, Over, Registry, listing
from stats.definitions.fingerprints import (
    ChangedInPlace,
    fingerprint,
    problems,
    seal,
    source_of,
    stored,
)
from stats.definitions.shape import FACTS
from stats.figures import SALES_FIELDS, Sales
from stats.models import BuyerMonth, Cut, InventoryCell, Target
from stats.period import Period, end_of_month
from stats.reading import Which, sales_by
from stats.scopes import WHOLE
from tests.factories import make_official, make_seller
from tests.operators import sign_in
from tests.stats.builders import HONEY, TEA, complete, days_ago, make_seller_order
from tests.stats.conftest import settle
from tests.stats.sums import sales_of

NEXT_YEAR = date(2027, 1, 1)


def share_1(facts: Facts) -> Decimal | None:
    """Return the returned ones of a hundred."""
    # Nothing completed has no share.
    if not facts.completed or facts.returned is None:
        return None
    return Decimal(facts.returned) * 100 / facts.completed


def share_1_laid_out_otherwise(facts: Facts) -> Decimal | None:
    if not facts.completed or (facts.returned is None):
        return None

    return (Decimal(facts.returned) * 100) / facts.completed


def share_2(facts: Facts) -> Decimal | None:
    if not facts.completed or facts.returned is None:
        return None
    return Decimal(facts.returned) * 100 / (facts.completed + facts.returned)


V1 = Definition(
    id="Z1",
    group=Group.SALES,
    name="Tỷ lệ trả hàng",
    unit="%",
    text="Trong 100 đơn hoàn tất, bao nhiêu đơn trả hàng.",
    formula="Số đơn trả hàng nhân 100, chia cho số đơn hoàn tất.",
    source="đơn hàng trên sàn",
    why_not="Tỷ lệ không cộng được.",
    compute=share_1,
)
V2 = dataclasses.replace(
    V1,
    version=2,
    since=NEXT_YEAR,
    formula="Số đơn trả hàng nhân 100, chia cho số đơn hoàn tất và trả hàng.",
    compute=share_2,
)


# Finding


def test_gives_every_version_and_the_one_in_force(monkeypatch):
    registry = Registry([V1, V2])

    assert registry.versions("Z1") == [V1, V2]
    assert registry.definition("Z1", version=1) is V1
    assert registry.as_of(NEXT_YEAR - timedelta(1)) == [V1]
    assert registry.as_of(NEXT_YEAR) == [V2]
    assert registry.as_of(date(2025, 12, 31)) == []
    monkeypatch.setattr("stats.definitions.registry.local_today", lambda: NEXT_YEAR)
    assert registry.definition("Z1") is V2
    assert registry.current() == [V2]


@pytest.mark.parametrize(("figure", "version"), [("Z9", None), ("Z1", 0), ("Z1", 3)])
def test_knows_no_other_figure_or_version(figure, version):
    with pytest.raises(definitions.UnknownDefinition):
        Registry([V1, V2]).definition(figure, version)


@pytest.mark.parametrize(
    "versions",
    [[V2], [V1, V1], [V1, dataclasses.replace(V2, since=V1.since)]],
    ids=["a gap", "a number twice", "not later"],
)
def test_refuses_versions_out_of_order(versions):
    with pytest.raises(ValueError, match="Z1"):
        Registry(versions)


def test_defines_every_figure_of_the_kpi_list_that_it_computes():
    ids = " ".join(one.id for one in definitions.current())

    assert ids == (
        "T1 T1b T2 T3 T3b T3c T3d T4 T5 T6 T7 T8 T9 T10 S3 S4 S5 P1 P3 P4 K1 K2 K3 K4 K5"
        " H1a H1b H2 M0 M1 M1b M2 M2b M3 M4 M4b A1 A2 F1 F2 F3"
    )


@pytest.mark.parametrize("one", REGISTRY, ids=lambda one: one.key)
def test_explains_a_figure_in_two_sentences(one):
    sentences = one.text.rstrip(".").split(". ")

    assert 1 <= len(sentences) <= 2
    assert one.text.endswith(".")
    assert one.formula.endswith(".")
    assert len(one.id) <= Target._meta.get_field("metric").max_length
    assert bool(one.why_not) == (one.adds_over != tuple(Over))
    assert list(one.adds_over) == [over for over in Over if over in one.adds_over]


# Computing


FULL = Facts.of(
    Sales(10, Decimal(900), 8, Decimal(800), 2_500, 1, Decimal(60), 2, Decimal(40)),
    selling=5,
    cashless=6,
    out_of_province=2,
    buyers=7,
)


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("T1", 10),
        ("T1b", 900),
        ("T2", 8),
        ("T3", 1),
        ("T3b", 2),
        ("T3c", 60),
        ("T3d", 40),
        ("T4", 800),
        ("T5", 100),
        ("T6", Decimal("2.5")),
        ("T7", 160),
        ("T8", 75),
        ("T9", 25),
        ("T10", 7),
        ("S4", 5),
        ("P1", None),
    ],
)
def test_computes_a_figure_from_facts(figure, value):
    assert definitions.definition(figure).compute(FULL) == value


@pytest.mark.parametrize("one", REGISTRY, ids=lambda one: one.key)
def test_says_nothing_where_nothing_is_known(one):
    assert one.compute(Facts()) is None


def test_has_no_mean_of_nothing():
    nothing = Facts.of(Sales(), selling=0, cashless=0, out_of_province=0, markets=0, markets_40=0)

    means = [REGISTRY.definition(name).compute(nothing) for name in ("T5", "T7", "T8", "T9", "M1b")]

    assert means == [None] * 5
    assert REGISTRY.definition("T4").compute(nothing) == 0


def test_keeps_facts_as_json_and_reads_them_back_exactly():
    facts = dataclasses.replace(FULL, completed_vnd=Decimal("123456789012345"))

    read = Facts.from_stored(json.loads(json.dumps(facts.as_stored())))

    assert read == facts


def test_takes_every_measure_of_sales_and_of_now_by_name():
    so_far = queries.SoFar(listings=3, markets=2)

    facts = Facts.of(Sales(placed=1), so_far)

    assert set(SALES_FIELDS) <= set(FACTS)
    assert (facts.placed, facts.listings, facts.markets) == (1, 3, 2)
    assert all(
        getattr(facts, name) is not None
        for name in queries.SoFar._fields
    )  # fmt: skip


# Sealing


def test_has_every_version_sealed_and_unchanged():
    """Run ``python scripts/seal_definitions.py`` for new versions; old ones never change."""
    released = stored()

    assert problems(REGISTRY, released) == []
    assert [one.key for one in REGISTRY if one.key not in released] == []


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Trong 100 đơn, bao nhiêu đơn trả hàng."},
        {"formula": "Khác."},
        {"unit": "phần trăm"},
        {"name": "Khác"},
        {"adds_over": (Over.MONTH,)},
        {"why_not": "Khác."},
        {"since": date(2026, 2, 1)},
        {"compute": share_2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_catches_a_change_without_a_new_version(tmp_path, change):
    file = tmp_path / "fingerprints.json"
    seal([V1], file)
    before = file.read_text()

    with pytest.raises(ChangedInPlace, match="make a new version, Z1@2"):
        seal([dataclasses.replace(V1, **change)], file)

    assert file.read_text() == before


def test_catches_a_released_version_that_is_gone(tmp_path):
    file = tmp_path / "fingerprints.json"
    seal([V1, V2], file)

    assert problems([V1], stored(file)) == ["Z1@2 was released and is gone: put it back."]


def test_catches_a_figure_computed_by_code_elsewhere():
    hidden = dataclasses.replace(V1, compute=lambda facts: share_1(facts))

    assert "share_1" in problems([hidden], {})[0]


def test_lets_layout_and_comments_change():
    assert source_of(share_1) != source_of(share_2)
    assert "#" not in source_of(share_1)
    assert fingerprint(V1) == fingerprint(
        dataclasses.replace(V1, compute=share_1_laid_out_otherwise)
    )


def test_adds_new_versions_and_leaves_old_fingerprints_alone(tmp_path):
    file = tmp_path / "fingerprints.json"

    assert seal([V1], file) == ["Z1@1"]
    first = stored(file)["Z1@1"]
    assert seal([V1, V2], file) == ["Z1@2"]

    assert stored(file) == {"Z1@1": first, "Z1@2": fingerprint(V2)}
    assert seal([V1, V2], file) == []


def test_reproduces_an_old_report_after_a_definition_changed():
    facts = Facts(completed=8, returned=2)
    report = json.dumps({"versions": {"Z1": 1}, "facts": facts.as_stored(), "Z1": "25"})
    registry = Registry([V1, V2])

    kept = json.loads(report)
    old = registry.definition("Z1", kept["versions"]["Z1"])
    figure = old.compute(Facts.from_stored(kept["facts"]))

    assert figure == Decimal(kept["Z1"])
    assert registry.definition("Z1", 2).compute(facts) == 20


# Over what figures add up


@pytest.fixture
def sold_everywhere(db):
    """Orders of two sellers, sets and months; one order holds goods of both sets and stars."""
    tea, honey = make_seller("Hộ chè", "05503"), make_seller("Hộ mật", "05692")
    last_month = local_today().replace(day=1) - timedelta(days=1)
    for seller, on in ((tea, days_ago(0)), (tea, last_month), (honey, days_ago(0))):
        order = make_seller_order(
            seller.partner,
            (TEA, 2, 100_000),
            (HONEY, 1, 50_000),
            placed_on=on,
            payment_method="vietqr" if seller is tea else "cod",
        )
        order.lines.filter(product_set_code=TEA).update(ocop_stars=4)
        complete(order, on)
    gone = make_seller_order(honey.partner, (TEA, 1, 30_000), (HONEY, 1, 20_000))
    SellerOrder.objects.filter(pk=gone.pk).update(state="cancelled", cancelled_on=days_ago(0))
    back = make_seller_order(tea.partner, (TEA, 1, 70_000), (HONEY, 1, 10_000))
    SellerOrder.objects.filter(pk=back.pk).update(
        state="returned", completed_on=days_ago(1), returned_on=days_ago(0)
    )
    settle()
    return Period(last_month.replace(day=1), local_today())


def parts_of(over: Over, period: Period) -> list[Facts]:
    """Return the facts of each part of the whole."""
    if over is Over.SELLER:
        by_seller = selling.sales_by_seller(scope=WHOLE, period=period)
        return [Facts.of(sales, selling=1) for sales in by_seller.values()]
    parts = sales_by(Which(by=(over.value,)), period)
    counted = {
        Over.COMMUNE: lambda: who_sold.sellers_by_commune(period=period).by_commune,
        Over.MONTH: lambda: {
            key[0]: who_sold.sellers_by_commune(period=Period(key[0], end_of_month(key[0]))).total
            for key in parts
        },
    }.get(over, dict)()
    return [Facts.of(sales, selling=counted.get(key[0], 2)) for key, sales in parts.items()]


ADDING = [
    (one.id, over)
    for one in REGISTRY
    for over in one.adds_over
    if one.group is Group.SALES and one.id not in {"T10"}
]


@pytest.mark.django_db
@pytest.mark.parametrize(("figure", "over"), ADDING)
def test_adds_up_over_what_the_definition_says(sold_everywhere, figure, over):
    compute = definitions.definition(figure).compute
    whole = compute(Facts.of(sales_of(Which(), sold_everywhere)))

    assert whole
    assert sum(compute(facts) for facts in parts_of(over, sold_everywhere)) == whole


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("figure", "over"),
    [("T1", Over.SET), ("T2", Over.STARS), ("T3", Over.SET), ("T5", Over.COMMUNE),
     ("T7", Over.MONTH), ("S4", Over.MONTH), ("S4", Over.SET)],
)  # fmt: skip
def test_does_not_add_up_where_the_definition_says_no(sold_everywhere, figure, over):
    one = definitions.definition(figure)
    sellers = who_sold.sellers_by_commune(period=sold_everywhere).total
    whole = one.compute(Facts.of(sales_of(Which(), sold_everywhere), selling=sellers))

    assert over not in one.adds_over
    parts = [one.compute(facts) for facts in parts_of(over, sold_everywhere)]
    assert sum(filter(None, parts)) != whole


@pytest.mark.django_db
def test_counts_cash_places_and_buyers_as_the_definitions_say(sold_everywhere):
    month = local_today().replace(day=1)
    now = Period(month, local_today())
    ways = sales_by(Which(cut=Cut.PAYMENT, by=("value",)), now)
    places = sales_by(Which(cut=Cut.PLACE, by=("value",)), now)

    facts = Facts.of(
        sales_of(Which(), now),
        cashless=sum(ways[key].completed for key in ways if key[0] in {"vietqr", "gateway"}),
        out_of_province=sum(places[key].completed for key in places if key[0] not in {"", "19"}),
        buyers=BuyerMonth.objects.get(day=month, commune_code="").buyers,
    )

    assert REGISTRY.definition("T8").compute(facts) == 50
    assert REGISTRY.definition("T9").compute(facts) == 0
    assert REGISTRY.definition("T10").compute(facts) == 1


def test_names_facts_after_the_cells_they_come_from():
    cell = {field.name for field in InventoryCell._meta.fields}

    assert {"sellers", "listings", "in_stock", "in_stock_g", "allocated", "stock_vnd"} <= cell
    assert set(FACTS) >= cell - {"id", "commune_code", "set_code", "stars", "computed_at"}


# The page


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["commune_official", "province_official", "operator"])
def test_shows_every_definition_to_every_official(client, role):
    place = {"commune": "05503"} if role == "commune_official" else {"province": "19"}
    sign_in(client, make_official(role, **place))

    answer = client.get(reverse("stats:definitions"))

    html = answer.content.decode()
    assert answer.status_code == 200
    for one in definitions.current():
        assert f'id="{one.id}"' in html
        assert one.name in html
        assert one.text in html
        assert one.formula in html
    assert "Phiên bản 1, dùng từ 01/01/2026" in html


@pytest.mark.django_db
def test_keeps_older_versions_on_the_page(client, monkeypatch):
    monkeypatch.setattr("stats.definitions.registry.local_today", lambda: NEXT_YEAR)
    monkeypatch.setattr("stats.views.definitions.REGISTRY", Registry([V1, V2]))
    client.force_login(make_official("province_official", province="19"))

    html = client.get(reverse("stats:definitions")).content.decode()

    assert "Phiên bản 2, dùng từ 01/01/2027" in html
    assert V2.formula in html.split("<details")[0]
    assert V1.formula in html.split("<details")[1]
    assert "Dùng từ 01/01/2026 đến trước 01/01/2027" in html


def test_lists_a_definition_in_exactly_one_group():
    shown = [entry.now.id for section in listing.sections(REGISTRY) for entry in section.entries]

    assert sorted(shown) == sorted({one.id for one in REGISTRY})
