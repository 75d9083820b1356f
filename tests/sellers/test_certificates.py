"""OCOP certificates: declared by the seller, looked at by officials, shown while confirmed."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalogue import certificates
from catalogue.models import OcopCertificate
from common.dates import format_date, local_today
from jobs import outbox
from tests import factories, messages
from tests.operators import sign_in

pytestmark = pytest.mark.django_db
QUEUE = "/duyet/chung-nhan/"


@pytest.fixture
def tea(tea_seller):
    return factories.make_listing(tea_seller, "Chè móc câu")


@pytest.fixture
def official(tea):
    return factories.make_official("commune_official", commune=tea.partner.commune.code)


def with_gps() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x0112] = 6
    Image.new("RGB", (900, 600), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


def answers(tea, **changes) -> dict:
    issued_on = local_today() - timedelta(days=30)
    return {
        "photo": SimpleUploadedFile("giay.jpg", with_gps(), content_type="image/jpeg"),
        "stars": "4",
        "decision_no": " 2146/QĐ-UBND ",
        "issued_on": f"{issued_on.day}-{issued_on.month}-{issued_on.year}",
        "expires_on": "",
        "issuer": "UBND tỉnh Thái Nguyên",
        "product_set": tea.product_set.code,
        "photo_token": "",
    } | changes


def new_url(tea) -> str:
    return reverse("sellers:certificate-new", args=[tea.pk])


def decide(client, certificate, decision, **more):
    seen = {"seen_at": certificate.declared_at.isoformat()}
    url = reverse("sellers:certificate-review", args=[certificate.pk])
    return client.post(url, seen | {"decision": decision} | more)


def shows_star(client, tea) -> bool:
    return "badge--ocop" in client.get(tea.get_absolute_url()).content.decode()


def test_a_seller_declares_and_an_official_lets_the_star_show(
    client, seller_client, tea, official, django_capture_on_commit_callbacks
):
    answer = seller_client.post(new_url(tea), answers(tea))
    certificate = tea.certificates.get()
    waiting = shows_star(client, tea)
    page = seller_client.get(answer.url).content.decode()
    client.force_login(official)
    decide(client, certificate, "confirm")
    outbox.drain()

    certificate.refresh_from_db()
    assert not waiting
    assert "Chờ cán bộ xem" in page
    assert certificate.decision_no == "2146/QĐ-UBND"
    assert certificate.expires_on == certificates.last_day_of(certificate.issued_on)
    assert (certificate.state, certificate.confirmed_by) == ("confirmed", official)
    assert shows_star(client, tea)
    assert "đã xác nhận giấy OCOP 4 sao" in messages.last_to(tea.partner.phone)


def test_the_photo_is_made_clean_upright_and_has_no_public_address(seller_client, tea, settings):
    seller_client.post(new_url(tea), answers(tea))

    certificate = tea.certificates.get()
    stored = Image.open(certificate.scan)
    assert stored.size == (600, 900)
    assert (stored.format, dict(stored.getexif())) == ("JPEG", {})
    with pytest.raises(ValueError, match="URL"):
        certificate.scan.url  # noqa: B018
    assert not list(settings.MEDIA_ROOT.rglob("*.jpg"))


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("official", 200), ("other_seller", 404), ("far_official", 404),
     ("shopper", 403), ("visitor", 302)],
)  # fmt: skip
def test_only_the_seller_and_its_reviewers_see_the_scan(client, tea, official, who, status):
    certificate = factories.declare_certificate(tea)
    far = factories.make_seller("HTX Khác", "05692")
    people = {
        "owner": factories.owner_of(tea.partner.seller),
        "official": official,
        "other_seller": factories.owner_of(far),
        "far_official": factories.make_official("commune_official", commune="05692"),
        "shopper": factories.make_user(),
    }
    if who in people:
        client.force_login(people[who])
    own = reverse("sellers:certificate-scan", args=[tea.pk, certificate.pk])
    review = reverse("sellers:certificate-review-scan", args=[certificate.pk])

    answer = client.get(own if who in ("owner", "other_seller") else review)

    assert answer.status_code == status
    if status == 200:
        assert answer["Content-Type"] == "image/jpeg"
        assert "no-store" in answer["Cache-Control"]
        assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"photo": ""}, "Chụp hoặc chọn ảnh giấy chứng nhận."),
        ({"photo": SimpleUploadedFile("a.jpg", b"<script>")}, "không phải ảnh"),
        ({"stars": "6"}, "6"),
        ({"issued_on": "31/02/2025"}, "Không có ngày 31/02/2025"),
        ({"issued_on": "hôm qua"}, "Ghi ngày/tháng/năm"),
        ({"issued_on": "01/01/2099"}, "Ngày cấp ở tương lai"),
        ({"issued_on": "01/01/2020"}, "đã hết hạn ngày 01/01/2023"),
        ({"expires_on": "01/01/2099"}, "có giá trị 3 năm từ ngày cấp"),
        ({"expires_on": "01/01/2020"}, "phải sau ngày cấp"),
    ],
)
def test_what_cannot_be_a_certificate_is_refused_in_words_and_keeps_the_rest(
    seller_client, tea, changes, words
):
    answer = seller_client.post(new_url(tea), answers(tea, **changes))

    html = answer.content.decode()
    assert answer.status_code == 200
    assert words in html
    assert "2146/QĐ-UBND" in html
    assert not tea.certificates.exists()


def test_a_photo_once_chosen_survives_a_mistake(seller_client, tea):
    page = seller_client.post(new_url(tea), answers(tea, decision_no=""))
    token = page.context["form"]["photo_token"].value()
    seller_client.post(new_url(tea), answers(tea, photo="", photo_token=token))

    assert "Ảnh bà con chọn vẫn được giữ lại" in page.content.decode()
    assert tea.certificates.get().scan


def test_sent_back_is_mended_and_waits_again(client, seller_client, tea, official):
    certificate = factories.declare_certificate(tea)
    client.force_login(official)
    decide(client, certificate, "send-back", note="Ảnh mờ, chụp lại cả tờ giấy")
    outbox.drain()
    told = messages.last_to(tea.partner.phone)
    client.force_login(factories.owner_of(tea.partner.seller))
    home = client.get("/ban-hang/").content.decode()
    mend = reverse("sellers:certificate-mend", args=[tea.pk, certificate.pk])
    page = client.get(mend).content.decode()

    client.post(mend, answers(tea, stars="3", photo=""))

    certificate.refresh_from_db()
    assert "Ảnh mờ, chụp lại cả tờ giấy" in told
    assert "giấy OCOP cần sửa" in home
    assert "Ảnh mờ, chụp lại cả tờ giấy" in page
    assert (certificate.state, certificate.stars, certificate.review_note) == ("declared", 3, "")
    assert certificate.scan.storage.exists(certificate.scan.name)


def test_revoked_takes_the_star_off_at_once_and_cannot_be_mended(client, tea, official):
    certificate = factories.make_certificate(tea)
    shown = shows_star(client, tea)
    client.force_login(official)

    decide(client, certificate, "revoke", note="Cơ sở ngừng làm món này")

    certificate.refresh_from_db()
    client.force_login(factories.owner_of(tea.partner.seller))
    mend = client.get(reverse("sellers:certificate-mend", args=[tea.pk, certificate.pk]))
    assert shown
    assert certificate.state == "revoked"
    assert not shows_star(client, tea)
    assert mend.status_code == 404


def test_who_decides_on_facts_that_changed_meanwhile_is_told(client, tea, official):
    certificate = factories.declare_certificate(tea)
    facts = factories.certificate_facts(tea, stars=5)
    seen = OcopCertificate.objects.get(pk=certificate.pk)
    certificates.mend(certificate=certificate, by=None, facts=facts, scan=None)
    client.force_login(official)

    answers = [
        decide(client, seen, "confirm"),
        decide(client, certificate, "confirm", seen_at="rác"),
    ]
    refused = OcopCertificate.objects.get(pk=certificate.pk).state
    decide(client, certificate, "confirm")  # the control: facts as they stand

    assert [answer.url for answer in answers] == [f"{QUEUE}{certificate.pk}/"] * 2
    assert refused == "declared"
    assert OcopCertificate.objects.get(pk=certificate.pk).state == "confirmed"


def test_only_one_of_two_decisions_counts(tea, official):
    certificate = factories.declare_certificate(tea)
    seen = {"by": official, "seen_at": certificate.declared_at}
    other = OcopCertificate.objects.get(pk=certificate.pk)
    certificates.confirm(certificate=certificate, **seen)

    with pytest.raises(certificates.CertificateChanged):
        certificates.send_back(certificate=other, note="Ảnh mờ quá", **seen)


def test_one_certificate_waits_at_a_time_and_none_is_declared_twice(tea):
    certificate = factories.declare_certificate(tea)
    with pytest.raises(certificates.CertificateRefused):
        factories.declare_certificate(tea, decision_no="3000/QĐ-UBND")
    certificates.confirm(
        certificate=certificate, by=factories.make_user(), seen_at=certificate.declared_at
    )

    with pytest.raises(certificates.CertificateRefused, match="xác nhận rồi"):
        factories.declare_certificate(tea, decision_no="2146/qđ-ubnd")
    assert factories.declare_certificate(tea, decision_no="3000/QĐ-UBND")


def test_nobody_confirms_the_certificate_of_an_own_shop(client, tea, official):
    certificate = factories.declare_certificate(tea)
    tea.partner.seller.memberships.create(user=official, role="member")
    client.force_login(official)

    assert decide(client, certificate, "confirm").status_code == 403
    certificate.refresh_from_db()
    assert certificate.state == "declared"


@pytest.mark.parametrize("role", ["commune", "far_commune", "province", "operator"])
def test_each_official_sees_the_certificates_in_reach(client, tea, role):
    factories.declare_certificate(tea)
    grants = {
        "commune": ("commune_official", {"commune": tea.partner.commune.code}),
        "far_commune": ("commune_official", {"commune": "05692"}),
        "province": ("province_official", {"province": "19"}),
        "operator": ("operator", {}),
    }
    name, place = grants[role]
    sign_in(client, factories.make_official(name, **place))

    html = client.get(QUEUE).content.decode()

    assert ("Chè móc câu" in html) == (role != "far_commune")


def test_decided_certificates_are_found_by_words(client, tea, official):
    factories.make_certificate(tea)
    client.force_login(official)

    found = [
        "Chè móc câu" in client.get(QUEUE, {"xem": list_, "q": q}).content.decode()
        for list_, q in [("xac-nhan", "1234"), ("xac-nhan", "khác"), ("", ""), ("thu-hoi", "")]
    ]

    assert found == [True, False, False, False]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queue_asks_the_same_for_any_number(
    client, tea_seller, rows, django_assert_max_num_queries
):
    for n in range(rows):
        factories.declare_certificate(factories.make_listing(tea_seller, f"Chè {n}"))
    client.force_login(factories.make_official("province_official", province="19"))
    client.get(QUEUE)

    with django_assert_max_num_queries(27):
        html = client.get(QUEUE).content.decode()

    assert html.count("/duyet/chung-nhan/") >= rows


def test_the_page_of_the_seller_tells_of_an_end(seller_client, tea):
    certificate = factories.make_certificate(tea, days_left=-1)

    html = seller_client.get(reverse("sellers:certificates", args=[tea.pk])).content.decode()

    assert "Đã hết hạn" in html
    assert format_date(certificate.expires_on) in html
    assert "Khai giấy mới" in html


def test_a_renewal_hides_the_old_certificate_from_shoppers(client, tea):
    factories.make_certificate(tea, 3, days_left=-5)
    factories.make_certificate(tea, 4, days_left=500)

    html = client.get(tea.get_absolute_url()).content.decode()

    assert "OCOP 4 sao" in html
    assert "đã hết hạn" not in html
