import pytest

from catalogue import publication
from catalogue.models import Product
from catalogue.publication import ALLOWED, MoveNotAllowed
from catalogue.sets import ListingState as State
from tests.factories import make_listing, make_user


def in_db(product: Product) -> Product:
    return Product.objects.get(pk=product.pk)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("to", State.values)
def test_only_moves_of_the_table_are_made(seller, state, to):
    product = make_listing(seller, state=state)

    if to in ALLOWED[state]:
        publication.move(product=product, to=to, by=None)
        assert in_db(product).state == to
        assert in_db(product).is_public == (to == State.APPROVED)
    else:
        with pytest.raises(MoveNotAllowed):
            publication.move(product=product, to=to, by=None)
        assert in_db(product).state == state


def test_every_state_but_one_can_be_taken_down():
    assert {s for s, to in ALLOWED.items() if State.TAKEN_DOWN not in to} == {State.TAKEN_DOWN}


def test_approval_names_the_reviewer_and_dates_the_listing_once(seller):
    product = make_listing(seller, state=State.SUBMITTED)
    reviewer = make_user()

    publication.move(product=product, to=State.APPROVED, by=reviewer)
    first = in_db(product).approved_at
    publication.move(product=product, to=State.SUBMITTED, by=None)
    publication.move(product=product, to=State.APPROVED, by=reviewer)

    assert in_db(product).reviewed_by == reviewer
    assert in_db(product).approved_at == first is not None


def test_rejection_tells_why_until_the_listing_is_sent_again(seller):
    product = make_listing(seller, state=State.SUBMITTED)

    publication.move(product=product, to=State.REJECTED, by=None, note="Ảnh mờ")
    assert in_db(product).review_note == "Ảnh mờ"
    publication.move(product=product, to=State.SUBMITTED, by=None)

    assert in_db(product).review_note == ""
    assert in_db(product).submitted_at is not None


def test_approved_listing_of_a_seller_who_may_not_sell_stays_hidden(seller):
    product = make_listing(seller, state=State.SUBMITTED)
    seller.partner.may_sell = False
    seller.partner.save()
    product.refresh_from_db()

    publication.move(product=product, to=State.APPROVED, by=None)

    assert not in_db(product).is_public


def test_pause_of_a_seller_hides_its_goods_and_its_return_shows_the_approved_ones(seller):
    approved = make_listing(seller, "Chè móc câu")
    hidden = make_listing(seller, "Chè đinh", state=State.HIDDEN)
    partner = seller.partner

    partner.may_sell = False
    partner.save()
    assert publication.refresh_partner(partner=partner) == 1
    assert not in_db(approved).is_public

    partner.may_sell = True
    partner.save()
    assert publication.refresh_partner(partner=partner) == 1
    assert in_db(approved).is_public
    assert not in_db(hidden).is_public


def test_second_of_two_reviewers_is_told(seller):
    product = make_listing(seller, state=State.SUBMITTED)
    other_tab = in_db(product)
    publication.move(product=product, to=State.REJECTED, by=None)

    with pytest.raises(MoveNotAllowed, match="Bị trả lại"):
        publication.move(product=other_tab, to=State.APPROVED, by=None)


def test_move_makes_the_listing_findable(seller):
    product = make_listing(seller, state=State.SUBMITTED)
    Product.objects.filter(pk=product.pk).update(search_text="", title="Trà đinh ngọc")
    product.refresh_from_db()

    publication.move(product=product, to=State.APPROVED, by=None)

    assert " tra dinh ngoc " in in_db(product).search_text
