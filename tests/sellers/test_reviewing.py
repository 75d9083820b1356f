"""Deciding on a listing: hide, take down, restore, two reviewers at once, history, messages."""

import pytest
from django.urls import reverse

from catalogue import publication
from catalogue.models import Product
from jobs import outbox
from sellers import listings, reviewing, submitting, takedowns
from sellers.models import ListingEvent
from tests import factories, messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return factories.make_official("operator")


@pytest.fixture
def shown(tea_seller):
    return factories.make_listing(tea_seller)


@pytest.fixture
def waiting(tea_seller):
    return factories.make_listing(tea_seller, state="submitted")


def state_of(listing) -> tuple[str, bool]:
    fresh = Product.objects.get(pk=listing.pk)
    return fresh.state, fresh.is_public


def kinds(listing) -> list[str]:
    return list(listing.events.order_by("id").values_list("kind", flat=True))


def test_what_an_operator_hides_its_seller_cannot_switch_on(shown, reviewer, seller_client):
    reviewing.withhold(product=shown, reviewer=reviewer, note="Ảnh lấy của nhà khác.")

    for on in ("1", "0", "1"):
        seller_client.post(reverse("sellers:switch", args=[shown.pk]), {"on": on})

    assert state_of(shown) == ("withheld", False)


def test_the_pause_of_a_seller_is_still_its_own_to_end(shown, seller_client):
    """Negative control of the test above: the same presses work on a seller's own pause."""
    seller_client.post(reverse("sellers:switch", args=[shown.pk]), {"on": "0"})
    paused = state_of(shown)
    seller_client.post(reverse("sellers:switch", args=[shown.pk]), {"on": "1"})

    assert (paused, state_of(shown)) == (("hidden", False), ("approved", True))


def test_a_hidden_listing_is_mended_and_waits_again(shown, reviewer):
    reviewing.withhold(product=shown, reviewer=reviewer, note="Ảnh lấy của nhà khác.")
    shown.refresh_from_db()

    submitting.hand_in(product=shown, actor=factories.owner_of(shown.partner.seller))

    assert state_of(shown) == ("submitted", False)


@pytest.mark.parametrize("was", ["approved", "hidden", "submitted", "rejected"])
def test_taking_down_tells_the_seller_by_which_law_and_how_to_object(tea_seller, reviewer, was):
    listing = factories.make_listing(tea_seller, state=was)

    takedowns.take_down(
        product=listing, reviewer=reviewer, basis="nhan-hang", note="Nhãn ghi sai nơi làm."
    )
    outbox.drain()

    text = messages.last_to(tea_seller.partner.phone)
    assert state_of(listing) == ("taken_down", False)
    assert "Nhãn ghi sai nơi làm. Căn cứ: Nghị định 43/2017/NĐ-CP" in text
    assert "/khieu-nai/" in text
    assert listing.events.get().citation.startswith("Nghị định 43/2017")


@pytest.mark.parametrize(
    ("was", "comes_back"),
    [("approved", "approved"), ("hidden", "hidden"), ("submitted", "submitted"),
     ("rejected", "submitted")],
)  # fmt: skip
@pytest.mark.parametrize("is_hidden_first", [False, True])
def test_restoring_leaves_it_as_it_was_before(
    tea_seller, reviewer, was, comes_back, is_hidden_first
):
    listing = factories.make_listing(tea_seller, state=was)
    if is_hidden_first and was in {"approved", "hidden"}:
        reviewing.withhold(product=listing, reviewer=reviewer, note="Chờ xem giấy.")
    reviewing.take_down(product=listing, reviewer=reviewer, basis="tmdt", note="Nhầm món.")

    reviewing.restore(product=listing, reviewer=reviewer, note="Gỡ nhầm, xin lỗi bà con.")

    assert state_of(listing) == (comes_back, comes_back == "approved")
    assert kinds(listing)[-1] == "restored"


def test_a_seller_cannot_restore_what_was_taken_down(shown, reviewer, seller_client):
    reviewing.take_down(product=shown, reviewer=reviewer, basis="tmdt", note="Hàng cấm.")

    seller_client.post(reverse("sellers:switch", args=[shown.pk]), {"on": "1"})
    with pytest.raises(publication.MoveNotAllowed):
        listings.resume(listing=shown, actor=factories.owner_of(shown.partner.seller))

    assert state_of(shown) == ("taken_down", False)


def test_the_second_reviewer_is_told_calmly_who_decided(waiting, reviewer):
    other_tab = Product.objects.get(pk=waiting.pk)
    reviewing.approve(product=waiting, reviewer=reviewer)

    with pytest.raises(reviewing.AlreadyDecided) as late:
        reviewing.send_back(product=other_tab, reviewer=reviewer, note="Ảnh mờ quá")

    assert "Cán bộ đã duyệt món này lúc" in late.value.message
    assert "không cần làm gì thêm" in late.value.message
    assert (state_of(waiting), kinds(waiting)) == (("approved", True), ["approved"])


def test_without_the_guard_the_second_reviewer_would_overwrite(waiting, reviewer, monkeypatch):
    """Negative control: a publication that moves whatever it is asked lets both decide."""

    def careless(*, product, to, by=None, note="", only_from=None):
        Product.objects.filter(pk=product.pk).update(state=to, is_public=to == "approved")
        product.state = to

    monkeypatch.setattr(publication, "move", careless)
    other_tab = Product.objects.get(pk=waiting.pk)

    reviewing.approve(product=waiting, reviewer=reviewer)
    reviewing.send_back(product=other_tab, reviewer=reviewer, note="Ảnh mờ quá")

    assert kinds(waiting) == ["approved", "sent_back"]
    assert state_of(waiting) == ("rejected", False)


def test_a_listing_changed_while_it_was_read_is_not_approved_unseen(waiting, reviewer):
    seen = reviewing.fingerprint(waiting)
    Product.objects.filter(pk=waiting.pk).update(title="Chè đinh 5 sao")

    with pytest.raises(reviewing.ChangedMeanwhile):
        reviewing.approve(product=waiting, reviewer=reviewer, seen=seen)

    assert state_of(waiting) == ("submitted", False)


def test_what_needs_a_paper_is_approved_only_with_its_number(tea_seller, reviewer):
    extract = factories.make_listing(
        tea_seller, "Cao chè vằng", set_code="III.1", state="submitted"
    )

    with pytest.raises(reviewing.PaperMissing):
        reviewing.approve(product=extract, reviewer=reviewer)
    reviewing.approve(product=extract, reviewer=reviewer, paper="GP 12/2026 của Sở Y tế")

    assert state_of(extract) == ("approved", True)
    assert extract.events.get().note == "GP 12/2026 của Sở Y tế"


def test_ready_sentences_stand_beside_the_field_to_mend(waiting, reviewer, seller_client):
    reviewing.send_back(
        product=waiting, reviewer=reviewer, mend=["photo-dark", "weight"], note="Cảm ơn bà con."
    )

    page = seller_client.get(reverse("sellers:revise", args=[waiting.pk])).content.decode()

    assert [r["field"] for r in waiting.events.get().reasons] == ["photo", "net_weight"]
    weight = page.index("Ghi lại khối lượng của một phần bán.", page.index("id_title"))
    assert page.rindex("<label", 0, weight) == page.rindex(
        '<label class="field__label" for="id_net_weight"', 0, weight
    )


def test_a_small_change_is_looked_at_afterwards_once(tea_seller, reviewer):
    text = "Chè hái tay lúc sáng sớm, sao trong ngày, nước xanh, vị chát nhẹ rồi ngọt."
    listing = factories.make_listing(tea_seller, description=text)
    listings.revise(
        listing=listing, actor=factories.owner_of(tea_seller), title=listing.title,
        product_set=listing.product_set, sale_unit="goi", net_weight_g=500,
        description=text.replace("chát nhẹ", "chát dịu"),
    )  # fmt: skip

    reviewing.keep_showing(product=listing, reviewer=reviewer)
    with pytest.raises(reviewing.AlreadyDecided):
        reviewing.keep_showing(product=listing, reviewer=reviewer)

    assert kinds(listing) == ["changed", "looked"]
    assert state_of(listing) == ("approved", True)


def test_history_names_the_person_also_when_the_account_is_gone(waiting, reviewer):
    reviewing.approve(product=waiting, reviewer=reviewer)
    reviewer.role_grants.all().delete()
    Product.objects.update(reviewed_by=None)
    reviewer.delete()

    event = ListingEvent.objects.get(product=waiting)
    assert (event.actor, event.actor_label) == (None, "Cán bộ")


@pytest.mark.parametrize(
    ("role", "state"), [("commune_official", "submitted"), ("province_official", "approved")]
)
def test_what_was_taken_down_by_law_and_mended_no_commune_approves(
    shown, reviewer, client, role, state
):
    reviewing.take_down(
        product=shown, reviewer=reviewer, basis="yeu-cau-go", note="Nhãn ghi sai nơi làm."
    )
    submitting.hand_in(product=shown, actor=None)
    place = {"commune": "05503"} if role == "commune_official" else {"province": "19"}
    client.force_login(factories.make_official(role, **place))

    page = reverse("sellers:review", args=[shown.pk])
    client.post(page, {"decision": "approve", "seen": reviewing.fingerprint(shown)})

    assert state_of(shown)[0] == state
