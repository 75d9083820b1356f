"""Communes by code and by any name they ever had."""

import pytest

from places.resolving import PlaceNotFound, commune_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(db):
    return commune_book("19")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"code": "05503"}, "05503"),
        ({"code": "5503"}, "05503"),
        ({"name": "Tân Cương"}, "05503"),
        ({"name": "xã tân cương"}, "05503"),
        ({"name": "X TAN CUONG"}, "05503"),
        ({"code": "05503", "name": "Tân Cương"}, "05503"),
        # A former unit, whose code went with it.
        ({"code": "05506", "name": "Thịnh Đức"}, "05503"),
        ({"name": "Thịnh Đức"}, "05503"),
        # Twice in the province: the kind or the old district tells them apart.
        ({"name": "thị trấn Sông Cầu"}, "05692"),
        ({"name": "phường Sông Cầu"}, "01843"),
        ({"name": "Sông Cầu", "district": "Huyện Đồng Hỷ"}, "05692"),
        ({"name": "Văn Lang", "district": "Na Rì"}, "02143"),
        ({"name": "Gia Sàng", "code": "05467"}, "05467"),
        ({"name": "xã Văn Lăng"}, "05665"),
        ({"name": "xã Văn Lang"}, "02143"),
    ],
)
def test_finds_the_present_commune(book, asked, code):
    assert book.resolve(**asked) == code


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "Chưa ghi xã"),
        ({"code": "99999"}, "không có từ tháng 7/2025"),
        ({"name": "Xã Không Có"}, "Không có xã"),
        ({"name": "xa van lang"}, "nay thuộc nhiều nơi"),
        ({"name": "Sông Cầu"}, "nay thuộc nhiều nơi.*01843.*05692"),
        ({"name": "phường Gia Sàng"}, "nay thuộc nhiều nơi"),
        ({"name": "Gia Sàng", "district": "TP Thái Nguyên"}, "nay thuộc nhiều nơi"),
        ({"name": "Tân Cương", "code": "05443"}, "Mã xã 05443 là phường Phan Đình Phùng"),
    ],
)
def test_refuses_what_is_unclear_and_says_what_to_write(book, asked, words):
    for _ in range(2):
        with pytest.raises(PlaceNotFound, match=words):
            book.resolve(**asked)


def test_asks_the_database_twice_for_any_number_of_rows(django_assert_num_queries):
    with django_assert_num_queries(2):
        book = commune_book("19")
        for _ in range(30):
            book.resolve(name="Tân Cương")
