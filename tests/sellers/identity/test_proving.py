"""An official looks at who a seller is."""

import re

import pytest
from django.urls import reverse

from catalogue.sets import ListingState
from jobs import outbox
from sellers import profile
from sellers.identity import proving, tax
from sellers.models import IdentityCheck, SealedLook, Seller, TaxNumber
from sellers.strangers import NotYours
from tests import factories, messages
from tests.operators import sign_in

pytestmark = pytest.mark.django_db
LA_BANG, TAN_CUONG = "05818", "05503"
PAGE = "/ban-hang/xac-thuc/"
SEEN = ["met", "id_card", "makes"]


def newcomer(kind="household", **fields) -> Seller:
    return factories.make_seller(
        "Hộ bà Ngọc", LA_BANG, may_sell=False, kind=kind, identity="unverified", **fields
    )


def official(**place):
    return factories.make_official("commune_official", **({"commune": LA_BANG} | place))


def state_of(seller) -> tuple[str, bool]:
    seller.refresh_from_db()
    seller.partner.refresh_from_db()
    return seller.identity, seller.partner.may_sell


def test_seller_asks_official_confirms_and_the_goods_appear(client):
    seller = newcomer()
    tea = factories.make_listing(seller, state=ListingState.APPROVED)
    client.force_login(factories.owner_of(seller))
    assert "chưa xác thực" in client.get(PAGE).content.decode()

    client.post(PAGE)
    assert state_of(seller) == ("pending", False)
    assert "Cán bộ xã đang kiểm tra" in client.get("/ban-hang/").content.decode()

    client.force_login(official())
    assert "Hộ bà Ngọc" in client.get("/duyet/xac-thuc/").content.decode()
    client.post(f"/duyet/xac-thuc/{seller.pk}/", {"seen": SEEN, "viec": "xac-nhan"})

    tea.refresh_from_db()
    check = seller.identity_checks.get()
    assert state_of(seller) == ("verified", True)
    assert tea.is_public
    assert (check.state, check.seen) == ("confirmed", SEEN)
    assert check.decider_label == "Cán bộ, cán bộ xã, phường"
    outbox.drain()
    assert "đã xác thực xong" in messages.last_to(seller.partner.phone)


def test_what_was_not_seen_is_not_confirmed(client):
    seller = newcomer("cooperative_group")
    client.force_login(official())

    html = client.post(
        f"/duyet/xac-thuc/{seller.pk}/", {"seen": ["met", "id_card"], "viec": "xac-nhan"}
    ).content.decode()

    assert "còn thiếu: Đã xem hợp đồng hợp tác" in html
    assert state_of(seller)[0] == "unverified"


def test_refusal_tells_the_seller_what_is_missing_and_it_asks_again(client):
    seller = newcomer()
    owner = factories.owner_of(seller)
    proving.ask(seller=seller, actor=owner)
    client.force_login(official())

    answer = client.post(f"/duyet/xac-thuc/{seller.pk}/", {"viec": "tra-lai", "note": ""})
    assert "Viết rõ cần thêm gì" in answer.content.decode()
    client.post(f"/duyet/xac-thuc/{seller.pk}/", {"viec": "tra-lai", "note": "Tên chưa đúng."})

    client.force_login(owner)
    assert "Chưa xác thực: Tên chưa đúng." in client.get(PAGE).content.decode()
    client.post(PAGE)
    assert state_of(seller)[0] == "pending"
    assert seller.identity_checks.count() == 2


def test_notes_keep_no_numbers_of_papers(client):
    seller = newcomer()
    client.force_login(official())

    html = client.post(
        f"/duyet/xac-thuc/{seller.pk}/",
        {"seen": SEEN, "viec": "xac-nhan", "note": "CCCD 019 299 000 123"},
    ).content.decode()

    assert "Không ghi số giấy tờ" in html
    assert not IdentityCheck.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (lambda: official(commune=TAN_CUONG), 404),
        (lambda: factories.make_official("province_official", province="01"), 404),
        (lambda: factories.make_official("province_official", province="19"), 302),
        (lambda: factories.make_official("operator"), 302),
    ],
    ids=["other commune", "other province", "province", "operator"],
)
def test_officials_confirm_in_their_own_places_only(client, who, status):
    seller = newcomer()
    sign_in(client, who())

    answer = client.post(f"/duyet/xac-thuc/{seller.pk}/", {"seen": SEEN, "viec": "xac-nhan"})

    assert answer.status_code == status
    assert (state_of(seller)[0] == "verified") == (status == 302)


def test_nobody_confirms_a_shop_of_the_own():
    seller = newcomer()
    owner = factories.owner_of(seller)
    owner.role_grants.create(role="commune_official", commune_code=LA_BANG)

    with pytest.raises(NotYours):
        proving.confirm(seller=seller, official=owner, label="x", seen=SEEN)


def test_confirmation_is_taken_back_with_a_reason_and_the_goods_go():
    seller = factories.make_seller("Hộ bà Ngọc", LA_BANG)
    tea = factories.make_listing(seller)

    proving.revoke(seller=seller, official=official(), label="Cán bộ", note="Đã chuyển đi xã khác.")

    tea.refresh_from_db()
    assert state_of(seller) == ("unverified", False)
    assert not tea.is_public


def test_another_representative_is_checked_anew(client):
    seller = factories.make_seller("Hộ bà Ngọc", LA_BANG)

    profile.tell(seller=seller, fact="representative", value=seller.representative)
    assert state_of(seller) == ("verified", True)
    profile.tell(seller=seller, fact="representative", value="Lê Văn Khác")

    assert state_of(seller) == ("unverified", False)


def test_two_asks_at_once_are_one_question():
    seller = newcomer()
    owner = factories.owner_of(seller)

    first = proving.ask(seller=seller, actor=owner)
    assert proving.ask(seller=seller, actor=owner) == first
    proving.withdraw(seller=seller)

    assert state_of(seller)[0] == "unverified"


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("cooperative", "4600100156", "gõ sai một số"),
        ("cooperative", "019299000123", "có 10 hoặc 13 chữ số"),
        ("household_business", "997299000123", "12 chữ số này không đúng"),
        ("enterprise", "46001x0155", "chỉ gồm chữ số"),
        ("enterprise", "4600", "có 10 hoặc 13"),
    ],
)
def test_wrong_tax_numbers_are_refused_in_words(client, kind, typed, words):
    seller = newcomer(kind)
    client.force_login(factories.owner_of(seller))

    html = client.post(reverse("sellers:tax-number"), {"number": typed}).content.decode()

    assert words in html


def test_tax_number_is_sealed_masked_and_each_look_is_noted(client):
    seller = newcomer("cooperative")
    TaxNumber.objects.all().delete()
    owner, clerk = factories.owner_of(seller), official()
    client.force_login(owner)
    assert "Ghi mã số thuế" in client.get(PAGE).content.decode()
    client.post(PAGE)
    assert state_of(seller)[0] == "unverified"  # the number comes first

    client.post(reverse("sellers:tax-number"), {"number": "4600 100 155"})

    row = TaxNumber.objects.get()
    assert "4600100155" not in f"{row.sealed}{row.mark}"
    assert "4600100155" not in client.get(PAGE).content.decode()
    assert "••• 155" in client.get(PAGE).content.decode()
    client.force_login(clerk)
    assert "4600100155" not in client.get(f"/duyet/xac-thuc/{seller.pk}/").content.decode()
    html = client.post(f"/duyet/xac-thuc/{seller.pk}/so/").content.decode()
    assert "4600100155" in html
    assert SealedLook.objects.get().looked_by == clerk


def test_sealed_number_of_one_seller_does_not_open_for_another():
    one, other = newcomer("enterprise"), newcomer("enterprise")
    TaxNumber.objects.all().delete()
    for seller in (one, other):
        tax.set_tax_number(seller=seller, typed="4600100155", actor=factories.owner_of(seller))
    assert tax.has_twin(one)
    sealed = TaxNumber.objects.get(seller=one).sealed
    assert sealed != TaxNumber.objects.get(seller=other).sealed

    TaxNumber.objects.filter(seller=other).update(sealed=sealed)

    with pytest.raises(tax.NothingToSee):
        tax.look(seller=other, looker=official(), label="x", reason="x")


def test_old_key_still_opens_after_a_new_one(settings):
    from common.sealing import CannotUnseal, seal, unseal

    settings.SEAL_KEYS = ["cũ"]
    sealed = seal("123", of="a")
    settings.SEAL_KEYS = ["mới", "cũ"]
    assert unseal(sealed, of="a") == "123"
    settings.SEAL_KEYS = ["mới"]
    with pytest.raises(CannotUnseal):
        unseal(sealed, of="a")


@pytest.mark.parametrize("number", [1, 30])
def test_queue_asks_the_same_few_questions(client, django_assert_max_num_queries, number):
    for _ in range(number):
        seller = newcomer()
        proving.ask(seller=seller, actor=factories.owner_of(seller))
    client.force_login(official())
    client.get("/duyet/xac-thuc/")

    with django_assert_max_num_queries(21):
        html = client.get("/duyet/xac-thuc/").content.decode()

    assert html.count("Hộ bà Ngọc") == number


@pytest.mark.parametrize(("changed", "identity"), [(True, "unverified"), (False, "verified")])
def test_facts_that_changed_while_papers_were_compared_are_not_confirmed(client, changed, identity):
    seller = newcomer()
    client.force_login(official())
    shown = client.get(f"/duyet/xac-thuc/{seller.pk}/").content.decode()
    facts = re.search(r'name="facts" value="(\w+)"', shown)[1]
    if changed:
        profile.tell(seller=seller, fact="representative", value="Người khác")

    answers = {"seen": SEEN, "viec": "xac-nhan", "facts": facts}
    client.post(f"/duyet/xac-thuc/{seller.pk}/", answers)

    assert state_of(seller)[0] == identity
