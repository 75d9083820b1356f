"""A buyer reviews what arrived, once, and the seller answers but cannot take it away."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from catalogue.reviews.models import ProductReview, Status
from catalogue.reviews.queries import spread_of
from sellers.feedback import product_reviews, review_photos
from shop.order import moves
from shop.order.models import SellerOrder
from tests import factories
from tests.catalogue import hostile
from tests.catalogue.conftest import picture_bytes, upload
from tests.sellers import placed
from tests.sellers.feedback import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return factories.make_seller()


@pytest.fixture
def tea(seller):
    return factories.make_listing(seller, "Chè nõn tôm", stock=1000)


@pytest.fixture
def line(tea):
    return said.line_of(tea)


def url(line, end: str = "") -> str:
    order = line.order
    return f"/don-hang/{order.number}/danh-gia/{line.pk}/{end}?k={order.token}"


def post(line, **typed):
    return Client().post(url(line), {"score": "4", "body": "Chè thơm"} | typed)


def test_a_guest_reviews_from_the_link_of_the_order(line, tea, client):
    tracking = client.get(line.order.get_guest_url()).content.decode()
    assert f"/danh-gia/{line.pk}/?k=" in tracking

    answer = post(line)

    review = ProductReview.objects.get()
    assert answer["Location"].startswith(
        f"/don-hang/{line.order.number}/danh-gia/{line.pk}/anh/?k="
    )
    assert (review.score, review.body, review.status) == (4, "Chè thơm", Status.SHOWN)
    page = client.get(tea.get_absolute_url()).content.decode()
    assert "T*** Hà, Hà Nội" in page
    assert "Chè thơm" in page
    assert "990123456" not in page
    assert "bạn cho <strong>4 sao" in client.get(line.order.get_guest_url()).content.decode()


def test_the_owner_of_the_order_reviews_signed_in(tea, client):
    user = factories.make_user()
    line = said.line_of(tea, user=user)
    client.force_login(user)

    client.post(url(line).partition("?")[0], {"score": "5"})

    assert ProductReview.objects.get().user == user


@pytest.mark.parametrize("state", ["placed", "confirmed", "packed", "shipped"])
def test_nothing_is_said_before_the_goods_arrive(tea, state):
    part = placed.place((tea, 1)).seller_orders.get()
    placed.walk(part, *said.ROAD[: ("placed", *said.ROAD).index(state)])
    line = part.lines.get()

    answer = post(line)

    assert answer["Location"] == line.order.get_guest_url()
    assert not ProductReview.objects.exists()


def test_nothing_is_said_of_an_order_called_off(tea):
    part = placed.place((tea, 1)).seller_orders.get()
    moves.cancel(seller_order=part)

    post(part.lines.get())

    assert not ProductReview.objects.exists()


def test_a_strangers_order_does_not_exist(line, tea):
    other = said.line_of(tea, phone="+84990555444")
    crossed = f"/don-hang/{other.order.number}/danh-gia/{line.pk}/?k={other.order.token}"
    bare = url(line).partition("?")[0]

    answers = [Client().post(address, {"score": "1"}) for address in (crossed, bare, bare + "?k=x")]

    assert {answer.status_code for answer in answers} == {404}
    assert not ProductReview.objects.exists()


def test_a_second_press_changes_the_one_review(line, tea):
    post(line, score="5")
    post(line, score="2", body="Nghĩ lại thì nhạt")

    review = ProductReview.objects.get()
    tea.refresh_from_db()
    assert (review.score, review.body, tea.rating) == (2, "Nghĩ lại thì nhạt", 2)
    assert review.edited_at is not None


def test_two_orders_of_one_buyer_are_two_reviews(tea):
    user = factories.make_user()

    for score in (5, 3):
        product_reviews.write(line=said.line_of(tea, user=user), score=score)

    assert spread_of(tea).mean == "4,0"


@pytest.mark.parametrize("score", ["", "0", "6", "-1", "4.5", "năm"])
def test_keeps_what_was_typed_when_the_stars_are_wrong(line, score):
    answer = post(line, score=score, body="Chè thơm lắm")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Chọn số sao, từ 1 đến 5." in page
    assert "Chè thơm lắm</textarea>" in page
    assert not ProductReview.objects.exists()


def test_a_review_is_changed_for_thirty_days(line):
    review = product_reviews.write(line=line, score=5)
    ProductReview.objects.update(date_created=timezone.now() - dt.timedelta(days=31))

    with pytest.raises(product_reviews.TooLate):
        product_reviews.write(line=line, score=1)

    review.refresh_from_db()
    assert review.score == 5


def test_a_review_is_begun_within_ninety_days(line):
    SellerOrder.objects.update(delivered_at=timezone.now() - dt.timedelta(days=91))
    line.refresh_from_db()

    with pytest.raises(product_reviews.TooLate):
        product_reviews.write(line=line, score=1)


@pytest.mark.parametrize("tie", ["phone of the shop", "phone of the team", "account"])
def test_the_sellers_people_do_not_praise_themselves(seller, tea, tie):
    owner = factories.owner_of(seller)
    who = {
        "phone of the shop": {"phone": seller.partner.phone},
        "phone of the team": {"phone": owner.phone},
        "account": {"user": owner},
    }[tie]

    with pytest.raises(product_reviews.OwnGoods):
        product_reviews.write(line=said.line_of(tea, **who), score=5)


def test_scripts_are_only_words(line, tea, client):
    product_reviews.write(line=line, score=5, body="<script>alert(1)</script> <b>ngon</b>")

    for address in (tea.get_absolute_url(), f"{tea.get_absolute_url()}danh-gia/"):
        page = client.get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page


def test_phones_and_links_are_hidden(line):
    review = product_reviews.write(
        line=line, score=5, body="Ngon, gọi 0912.345.678 hoặc vào chengon.com/mua nhé"
    )

    assert review.body == "Ngon, gọi [số điện thoại đã ẩn] hoặc vào [đường dẫn đã ẩn] nhé"
    assert review.status == Status.SHOWN


@pytest.mark.parametrize("body", ["Đồ chó má", "Uống khỏi bệnh tiểu đường", "Mua ngoài sàn rẻ hơn"])
def test_words_that_meet_a_rule_wait(line, tea, client, body):
    review = product_reviews.write(line=line, score=1, body=body)

    tea.refresh_from_db()
    assert (review.status, bool(review.reasons), tea.rating) == (Status.WAITING, True, None)
    assert body not in client.get(tea.get_absolute_url()).content.decode()
    assert "Chờ sàn xem" in client.get(line.order.get_guest_url()).content.decode()


@pytest.mark.parametrize("body", ["5 sao, uống với bia cũng hợp", "Gạo dẻo thơm, gói kỹ", ""])
def test_plain_words_are_shown_at_once(line, body):
    assert product_reviews.write(line=line, score=5, body=body).status == Status.SHOWN


def test_the_mean_is_recomputed_never_moved(tea):
    for number, score in enumerate((5, 4, 1)):
        said.review_of(tea, score, phone=f"+8499010000{number}")
    type(tea).objects.update(rating=99)

    said.review_of(tea, 2, phone="+84990100009")

    tea.refresh_from_db()
    spread = spread_of(tea)
    assert tea.rating == 3
    assert (spread.count, spread.mean) == (4, "3,0")
    assert dict(spread.rows) == {5: 1, 4: 1, 3: 0, 2: 1, 1: 1}


def test_the_mean_writes_nothing_else_of_the_product(tea):
    stale = type(tea).objects.get(pk=tea.pk)
    type(tea).objects.filter(pk=tea.pk).update(title="Tên mới")

    stale.update_rating()

    tea.refresh_from_db()
    assert tea.title == "Tên mới"


def send_photo(line, data: bytes):
    return Client().post(url(line, "anh/"), {"photo": upload(data, "anh.jpg")})


def test_a_photo_waits_until_somebody_has_seen_it(line, tea, client):
    review = product_reviews.write(line=line, score=5, body="Gói kỹ")

    answer = send_photo(line, hostile.held(6))

    assert answer.status_code == 302
    (photo,) = review.photos.all()
    path = next(iter(photo.renditions.values()))
    page = client.get(tea.get_absolute_url()).content.decode()
    assert "Gói kỹ" in page
    assert path not in page
    assert path not in client.get(url(line, "anh/")).content.decode()


@pytest.mark.parametrize("name", sorted(hostile.refused()))
def test_a_hostile_photo_is_refused_with_a_sentence(line, name):
    review = product_reviews.write(line=line, score=5)

    answer = send_photo(line, hostile.refused()[name])

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not review.photos.exists()
    assert not default_storage.exists("reviews") or default_storage.listdir("reviews") == ([], [])


def test_no_place_stays_in_a_photo(line):
    review = product_reviews.write(line=line, score=5)
    send_photo(line, hostile.held(1))

    for path in review.photos.get().renditions.values():
        data = default_storage.open(path).read()
        assert b"Exif" not in data
        assert b"GPS" not in data


def test_takes_three_photos_each_once(line):
    review = product_reviews.write(line=line, score=5)
    colours = [picture_bytes(size=(64, 40 + 8 * number)) for number in range(4)]

    answers = [send_photo(line, data).status_code for data in (colours[0], *colours)]

    assert answers == [302, 302, 302, 302, 200]
    assert review.photos.count() == review_photos.MOST


def test_a_photo_dropped_takes_its_files_along(line, django_capture_on_commit_callbacks):
    review = product_reviews.write(line=line, score=5)
    send_photo(line, picture_bytes(size=(64, 48)))
    photo = review.photos.get()
    paths = list(photo.renditions.values())

    with django_capture_on_commit_callbacks(execute=True):
        Client().post(url(line, "anh/"), {"remove": str(photo.pk)})

    assert not review.photos.exists()
    assert not any(default_storage.exists(path) for path in paths)


def test_a_photo_of_another_review_is_not_dropped(line, tea):
    other = said.review_of(tea, phone="+84990777666")
    review_photos.add(review=other, file=upload(picture_bytes(size=(64, 48)), "a.jpg"))
    product_reviews.write(line=line, score=5)

    answer = Client().post(url(line, "anh/"), {"remove": str(other.photos.get().pk)})

    assert answer.status_code == 404
    assert other.photos.exists()


@pytest.mark.parametrize("reviews", [1, 30])
def test_pages_of_reviews_stay_within_their_queries(
    tea, client, reviews, django_assert_max_num_queries
):
    for number in range(reviews):
        review = ProductReview.objects.create(
            product=tea, score=5, status=Status.SHOWN, body="Ngon", name="T*** Hà",
            photos_seen_at=timezone.now(),
        )  # fmt: skip
        review.photos.create(digest=str(number), renditions={"160": "x.webp"}, width=4, height=3)

    with django_assert_max_num_queries(15):
        client.get(tea.get_absolute_url())
    with django_assert_max_num_queries(9):
        page = client.get(f"{tea.get_absolute_url()}danh-gia/").content.decode()
    assert page.count('class="review"') == min(reviews, 20)


def test_the_page_of_reviews_of_hidden_goods_does_not_exist(tea, client):
    said.review_of(tea)
    type(tea).objects.update(is_public=False)

    assert client.get(f"{tea.get_absolute_url()}danh-gia/").status_code == 404
    assert client.get(f"/san-pham/x-{tea.pk}/danh-gia/").status_code == 404


def test_oscars_own_ways_to_write_do_not_exist(tea, client):
    client.force_login(factories.make_user())

    for end in ("reviews/", "reviews/add/", "reviews/1/"):
        assert client.get(f"{tea.get_absolute_url()}{end}").status_code == 404


def test_a_mean_that_stays_writes_nothing(tea):
    said.review_of(tea, 4)
    tea.refresh_from_db()
    type(tea).objects.filter(pk=tea.pk).update(date_updated=timezone.now() - dt.timedelta(days=1))
    before = type(tea).objects.filter(pk=tea.pk).values().get()

    tea.update_rating()

    assert type(tea).objects.filter(pk=tea.pk).values().get() == before


def test_kept_pages_change_with_what_is_said(tea, client):
    page = tea.get_absolute_url()
    assert "Chè thơm" not in client.get(page).content.decode()

    review = said.review_of(tea, 5, "Chè thơm")

    assert "Chè thơm" in client.get(page).content.decode()
    product_reviews.answer(
        review=review, text="Cảm ơn bác", by=factories.owner_of(tea.partner.seller)
    )
    assert "Cảm ơn bác" in client.get(page).content.decode()
