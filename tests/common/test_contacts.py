import pytest

from common.contacts import HIDDEN_LINK, HIDDEN_MAIL, HIDDEN_PHONE, hide_contacts, mask_name


@pytest.mark.parametrize(
    "text",
    [
        "0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "+84912345678",
        "84 912 345 678", "09 12 34 56 78", "0 9 1 2 3 4 5 6 7 8", "(0208) 3852 114",
        "0912, 345, 678", "０９１２３４５６７８", "0912  345/678",
    ],
)  # fmt: skip
def test_hides_phones_however_they_are_written(text):
    assert hide_contacts(f"Gọi {text} nhé") == f"Gọi {HIDDEN_PHONE} nhé"


@pytest.mark.parametrize(
    "text",
    [
        "https://x.example/a?b=1", "http://1.2.3.4", "www.ngon.example", "chengon.com",
        "CHENGON.VN/mua", "zalo.me/0912345678", "bit.ly/abc", "fb.me/x", "shop.chengon.com.vn",
    ],
)  # fmt: skip
def test_hides_links(text):
    assert hide_contacts(f"Vào {text} nhé") == f"Vào {HIDDEN_LINK} nhé"


def test_hides_mail_addresses():
    assert hide_contacts("Thư: ban.che+1@ngon.example nhé") == f"Thư: {HIDDEN_MAIL} nhé"


@pytest.mark.parametrize(
    "text",
    [
        "Giá 1.250.000 đ, rẻ hơn 350.000", "Ngày 12/11/2026 nhận", "Gói 500 g, 0,5 kg",
        "Ngon.Me tôi thích", "Mã đơn 4021337915", "Tốt.Com dẻo", "Từ 7:00 đến 21:00", "OCOP 4 sao",
        "Mua 10 gói 200 g giá 1.000.000",
    ],
)  # fmt: skip
def test_leaves_plain_words_alone(text):
    assert hide_contacts(text) == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Trần Thu Hà", "T*** Hà"), ("Hà", "Hà"), ("", ""), ("  ", ""), ("Đỗ  An", "Đ*** An")],
)
def test_masks_names(name, shown):
    assert mask_name(name) == shown
