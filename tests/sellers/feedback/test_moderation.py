"""Words and photos that wait are decided on by operators and the province."""

import pytest

from catalogue.reviews.models import ProductReview, Status
from sellers.feedback import moderating, product_reviews, review_photos
from sellers.strangers import NotYours
from tests import factories
from tests.catalogue.conftest import picture_bytes, upload
from tests.operators import enter
from tests.sellers.feedback import said

pytestmark = pytest.mark.django_db
PAGE = "/duyet/loi-khach/"


@pytest.fixture
def tea():
    return factories.make_listing(factories.make_seller(), "Chè nõn tôm", stock=1000)


@pytest.fixture
def review(tea):
    return said.review_of(tea, 1, "Bán hàng đểu")


@pytest.fixture
def operator(client):
    enter(client, factories.make_official("operator"))
    return client


def post(browser, review, decision: str, **more):
    form = {"kind": "danh-gia", "pk": review.pk, "decision": decision}
    return browser.post(PAGE, form | {"seen": moderating.fingerprint(review)} | more)


def add_photo(review):
    return review_photos.add(review=review, file=upload(picture_bytes(size=(64, 48)), "a.jpg"))


def test_what_is_let_through_is_shown_and_counted(operator, review, tea):
    page = operator.get(PAGE).content.decode()
    assert "Bán hàng đểu" in page
    assert "Chữ “hàng đểu”" in page

    post(operator, review, "show")

    tea.refresh_from_db()
    assert tea.rating == 1
    assert "Bán hàng đểu" in operator.get(tea.get_absolute_url()).content.decode()
    assert "Bán hàng đểu" not in operator.get(PAGE).content.decode()


def test_what_is_refused_is_not_shown_and_its_buyer_reads_why(operator, review, tea):
    post(operator, review, "refuse", reason="khong-can-cu")

    tea.refresh_from_db()
    assert tea.rating is None
    assert "Bán hàng đểu" not in operator.get(tea.get_absolute_url()).content.decode()
    tracking = operator.get(review.line.order.get_guest_url()).content.decode()
    assert "Không hiện: tố người khác mà không có căn cứ" in tracking


def test_few_stars_are_no_reason(operator, review):
    answer = post(operator, review, "refuse", reason="it-sao")

    review.refresh_from_db()
    assert answer.status_code == 302
    assert review.status == Status.WAITING
    assert "it-sao" not in dict(moderating.REFUSALS)


def test_a_refused_review_that_is_changed_waits_again(review):
    moderator = factories.make_official("operator")
    seen = moderating.fingerprint(review)
    moderating.refuse(said=review, by=moderator, seen=seen, reason="loi-tuc")

    changed = product_reviews.write(line=review.line, score=1, body="Chè nhạt")

    assert changed.status == Status.WAITING


def test_a_shown_review_can_be_taken_off(operator, tea):
    review = said.review_of(tea, 5, "Ngon")

    post(operator, review, "refuse", reason="quang-cao")

    tea.refresh_from_db()
    assert tea.rating is None


def test_photos_are_shown_after_a_look_and_can_be_left_out(operator, tea):
    kept, bare = said.review_of(tea), said.review_of(tea, phone="+84990111222")
    photos = [add_photo(kept), add_photo(bare)]
    paths = [next(iter(photo.renditions.values())) for photo in photos]
    assert operator.get(PAGE).content.decode().count('class="card card--pad') == 2

    post(operator, kept, "show")
    post(operator, bare, "show-words")

    page = operator.get(tea.get_absolute_url()).content.decode()
    assert paths[0] in page
    assert paths[1] not in page
    assert not bare.photos.exists()
    assert operator.get(PAGE).content.decode().count('class="card card--pad') == 0


def test_a_later_photo_hides_all_until_the_next_look(operator, tea):
    review = said.review_of(tea)
    path = next(iter(add_photo(review).renditions.values()))
    post(operator, review, "show")

    review_photos.add(review=review, file=upload(picture_bytes(size=(64, 56)), "b.jpg"))

    assert path not in operator.get(tea.get_absolute_url()).content.decode()


@pytest.mark.parametrize("change", ["words", "photo"])
def test_nobody_lets_through_what_nobody_has_read(review, change):
    moderator, seen = factories.make_official("operator"), moderating.fingerprint(review)
    if change == "words":
        product_reviews.write(line=review.line, score=1, body="Đồ chó má, hàng đểu")
    else:
        add_photo(review)

    with pytest.raises(moderating.ChangedMeanwhile):
        moderating.show(said=review, by=moderator, seen=seen)

    assert ProductReview.objects.get().status == Status.WAITING


def test_people_of_the_shop_do_not_decide(review, tea):
    moderator = factories.make_official("province_official", province="19")
    tea.partner.seller.memberships.create(user=moderator, role="packer")

    with pytest.raises(NotYours):
        moderating.refuse(
            said=review, by=moderator, seen=moderating.fingerprint(review), reason="loi-tuc"
        )


def test_a_province_decides_on_goods_of_its_own_only(client, review):
    client.force_login(factories.make_official("province_official", province="01"))

    assert "Bán hàng đểu" not in client.get(PAGE).content.decode()
    assert post(client, review, "show").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_queue_stays_within_its_queries(operator, tea, count, django_assert_max_num_queries):
    for number in range(count):
        one = ProductReview.objects.create(product=tea, score=5, status=0, body="Hàng đểu")
        one.photos.create(digest=str(number), renditions={"160": "x.webp"}, width=4, height=3)

    with django_assert_max_num_queries(25):
        page = operator.get(PAGE).content.decode()
    assert page.count("moderation__acts") == min(count, 20)
