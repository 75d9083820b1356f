"""Questions are asked and answered in public."""

import datetime as dt

import pytest
from django.utils import timezone

from catalogue.reviews.models import ProductQuestion, Status
from sellers import queries
from sellers.feedback import moderating, questions
from tests import factories
from tests.messages import sent
from tests.sellers.helping import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return factories.make_seller("Hộ bà Trần Thị Ngọc", "05503")


@pytest.fixture
def tea(seller):
    return factories.make_listing(seller, "Chè nõn tôm", stock=1000)


@pytest.fixture
def shopper(client):
    client.force_login(factories.make_user(name="Trần Thu Hà"))
    return client


@pytest.fixture
def asked(tea):
    return questions.ask(product=tea, user=factories.make_user(), text="Chè để được bao lâu?")


def url(tea) -> str:
    return f"{tea.get_absolute_url()}hoi-dap/"


def told() -> list[str]:
    from jobs import outbox

    outbox.drain()
    return [f"{message['template']} {message['to_phone']}" for message in sent()]


def test_who_is_signed_in_asks_and_everybody_reads(shopper, tea, client):
    page = shopper.post(url(tea), {"text": "Chè này sao tay hay máy?"}, follow=True)

    assert "Đã gửi câu hỏi" in page.content.decode()
    client.logout()
    page = client.get(url(tea)).content.decode()
    assert "Chè này sao tay hay máy?" in page
    assert "T*** Hà hỏi" in page
    assert "Người bán chưa trả lời." in page


def test_a_visitor_gives_a_phone_first(client, tea):
    answer = client.post(url(tea), {"text": "Chè này sao tay hay máy?"})

    assert answer["Location"].startswith("/tai-khoan/dang-nhap/?next=/san-pham/")
    assert not ProductQuestion.objects.exists()


def test_phones_and_links_are_hidden(shopper, tea):
    shopper.post(url(tea), {"text": "Gọi em 0912 345 678 hoặc zalo.me/0912345678 nhé"})

    text = ProductQuestion.objects.get().text
    assert "912" not in text
    assert "zalo.me" not in text


def test_scripts_are_only_words(shopper, tea):
    shopper.post(url(tea), {"text": "<img src=x onerror=alert(1)> còn không?"})

    page = shopper.get(url(tea)).content.decode()
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page


def test_bad_words_wait_and_the_seller_hears_after_the_look(shopper, tea, seller):
    shopper.post(url(tea), {"text": "Sao bán hàng đểu thế?"})
    question = ProductQuestion.objects.get()
    assert "hàng đểu" not in shopper.get(url(tea)).content.decode()
    assert told() == []

    seen = moderating.fingerprint(question)
    moderating.show(said=question, by=factories.make_official("operator"), seen=seen)

    assert "hàng đểu" in shopper.get(url(tea)).content.decode()
    assert told() == [f"question-asked {seller.partner.phone}"]


def test_a_repeated_press_asks_once(shopper, tea):
    for _ in range(2):
        shopper.post(url(tea), {"text": "Chè còn không ạ?"})

    assert ProductQuestion.objects.count() == 1


def test_nobody_asks_without_end(tea):
    user = factories.make_user()
    for number in range(questions.MOST_A_DAY):
        questions.ask(product=tea, user=user, text=f"Câu hỏi số {number}")

    with pytest.raises(questions.TooMany):
        questions.ask(product=tea, user=user, text="Một câu nữa")

    ProductQuestion.objects.update(asked_at=timezone.now() - dt.timedelta(days=2))
    questions.ask(product=tea, user=user, text="Một câu nữa")


def test_what_was_typed_is_kept_when_it_is_too_much(shopper, tea, settings):
    for number in range(questions.MOST_A_DAY):
        shopper.post(url(tea), {"text": f"Câu hỏi số {number}"})

    page = shopper.post(url(tea), {"text": "Câu thứ sáu đây"}).content.decode()

    assert "Mai bạn hỏi tiếp nhé" in page
    assert "Câu thứ sáu đây</textarea>" in page


def test_the_sellers_people_do_not_ask_themselves(seller, tea):
    with pytest.raises(questions.OwnGoods):
        questions.ask(product=tea, user=factories.owner_of(seller), text="Chè có ngon không?")


def test_the_seller_hears_once_a_day_and_the_asker_of_the_answer(tea, seller):
    first = factories.make_user()
    one = questions.ask(product=tea, user=first, text="Còn chè không?")
    questions.ask(product=tea, user=factories.make_user(), text="Gói có hộp không?")
    owner = factories.owner_of(seller)

    for text in ("Còn bác ạ", "Còn nhiều bác ạ"):
        one.refresh_from_db()
        questions.answer(question=one, text=text, by=owner)

    assert sorted(told()) == sorted(
        [f"question-asked {seller.partner.phone}", f"question-answered {first.phone}"]
    )


def test_an_answered_question_stands_on_the_page_of_the_goods(client, seller, tea, asked):
    assert "bao lâu" not in client.get(tea.get_absolute_url()).content.decode()
    client.force_login(factories.owner_of(seller))

    client.post(f"/ban-hang/cau-hoi/{asked.pk}/", {"text": "Một năm, để nơi khô."})

    page = client.get(tea.get_absolute_url()).content.decode()
    assert "Chè để được bao lâu?" in page
    assert "Một năm, để nơi khô." in page


def test_an_unanswered_question_is_work_of_the_seller(seller, tea, asked):
    def needs():
        found = queries.seller_home(seller=seller).needs
        return [(n.count, n.words, n.url) for n in found if "câu hỏi" in n.words]

    assert needs() == [(1, "câu hỏi chưa trả lời", f"/ban-hang/cau-hoi/{asked.pk}/")]

    questions.answer(question=asked, text="Một năm", by=factories.owner_of(seller))

    assert needs() == []


def test_another_seller_cannot_answer(client, asked):
    client.force_login(factories.owner_of(factories.make_seller("HTX khác")))

    assert client.post(f"/ban-hang/cau-hoi/{asked.pk}/", {"text": "Dở lắm"}).status_code == 404


def test_a_helper_answers_for_the_household(seller, asked):
    helper = made.make_helper("05503")
    grant = made.let_help(seller, helper)

    made.working(helper, grant).post(f"/ban-hang/cau-hoi/{asked.pk}/", {"text": "Một năm"})

    asked.refresh_from_db()
    assert asked.answer == "Một năm"
    assert grant.acts.get().words == "trả lời câu hỏi của khách"


def test_questions_about_hidden_goods_do_not_exist(shopper, tea):
    type(tea).objects.update(is_public=False)

    assert shopper.get(url(tea)).status_code == 404
    assert shopper.post(url(tea), {"text": "Còn chè không?"}).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_pages_stay_within_their_queries(client, tea, seller, count, django_assert_max_num_queries):
    rows = [
        ProductQuestion(product=tea, text=f"Câu {n}", status=Status.SHOWN, name="T*** Hà")
        for n in range(count)
    ]
    ProductQuestion.objects.bulk_create(rows)

    with django_assert_max_num_queries(7):
        client.get(url(tea))
    client.force_login(factories.owner_of(seller))
    with django_assert_max_num_queries(10):
        page = client.get("/ban-hang/cau-hoi/").content.decode()
    assert page.count("card--pad") == min(count, 20)
