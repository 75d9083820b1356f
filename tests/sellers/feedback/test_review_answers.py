"""The seller answers a review, may change the answer, and can do nothing else to it."""

import pytest

from catalogue.reviews.models import ProductReview, Status
from sellers import queries
from tests import factories
from tests.sellers.feedback import said
from tests.sellers.helping import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return factories.make_seller("Hộ bà Trần Thị Ngọc", "05503")


@pytest.fixture
def tea(seller):
    return factories.make_listing(seller, "Chè nõn tôm", stock=1000)


@pytest.fixture
def review(tea):
    return said.review_of(tea, 2, "Chè hơi nhạt")


@pytest.fixture
def owner(client, seller):
    client.force_login(factories.owner_of(seller))
    return client


def url(review) -> str:
    return f"/ban-hang/danh-gia/{review.pk}/"


def test_everybody_reads_the_answer(owner, review, tea):
    owner.post(url(review), {"text": "Cảm ơn bác, mẻ sau nhà em sao kỹ hơn."})

    page = owner.get(tea.get_absolute_url()).content.decode()
    assert "mẻ sau nhà em sao kỹ hơn" in page
    assert "<strong>Hộ bà Trần Thị Ngọc</strong> trả lời" in page


def test_an_answer_is_one_and_may_be_changed(owner, review, tea):
    owner.post(url(review), {"text": "Lời đầu"})
    owner.post(url(review), {"text": "Lời sau"})

    review.refresh_from_db()
    page = owner.get(tea.get_absolute_url()).content.decode()
    assert (review.answer, review.score, review.body) == ("Lời sau", 2, "Chè hơi nhạt")
    assert "Lời đầu" not in page
    assert "đã sửa" in page


@pytest.mark.parametrize("text", ["Đồ chó má", "Nhắn zalo nhà em"])
def test_an_answer_with_bad_words_is_kept_in_the_form(owner, review, text):
    answer = owner.post(url(review), {"text": text})

    review.refresh_from_db()
    assert answer.status_code == 200
    assert text in answer.content.decode()
    assert review.answered_at is None


def test_phones_in_answers_are_hidden(owner, review):
    owner.post(url(review), {"text": "Gọi nhà em 0988 123 456 nhé"})

    review.refresh_from_db()
    assert review.answer == "Gọi nhà em [số điện thoại đã ẩn] nhé"


def test_another_seller_and_what_is_not_shown_do_not_exist(client, review, tea):
    other = factories.make_seller("HTX khác")
    client.force_login(factories.owner_of(other))
    assert client.post(url(review), {"text": "Chê"}).status_code == 404

    ProductReview.objects.update(status=Status.WAITING)
    client.force_login(factories.owner_of(tea.partner.seller))
    assert client.post(url(review), {"text": "Cảm ơn"}).status_code == 404


def test_a_seller_finds_no_way_to_take_a_review_away(owner, review):
    page = owner.get("/ban-hang/danh-gia/").content.decode()

    assert "Chè hơi nhạt" in page
    assert "Xóa" not in page
    for method in ("delete", "put", "patch"):
        assert getattr(owner, method)(url(review)).status_code == 405
    assert ProductReview.objects.filter(pk=review.pk, status=Status.SHOWN).exists()


def test_a_bad_word_of_a_buyer_stands_among_what_needs_the_seller(seller, review, owner):
    needs = queries.seller_home(seller=seller).needs
    assert [(n.words, n.url) for n in needs if "chê" in n.words] == [
        ("lời chê chưa trả lời", url(review))
    ]

    owner.post(url(review), {"text": "Xin lỗi bác"})

    assert not [n for n in queries.seller_home(seller=seller).needs if "chê" in n.words]


def test_a_helper_answers_and_the_household_reads_of_it(seller, review):
    helper = made.make_helper("05503")
    grant = made.let_help(seller, helper)

    made.working(helper, grant).post(url(review), {"text": "Cảm ơn bác"})

    review.refresh_from_db()
    assert (review.answer, review.answered_by) == ("Cảm ơn bác", helper)
    assert grant.acts.get().words == "trả lời lời đánh giá"


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_stays_within_its_queries(owner, tea, count, django_assert_max_num_queries):
    for number in range(count):
        said_ = ProductReview.objects.create(product=tea, score=5, status=1)
        said_.photos.create(digest=str(number), renditions={"160": "x.webp"}, width=4, height=3)

    with django_assert_max_num_queries(11):
        owner.get("/ban-hang/danh-gia/")
