"""The system knows which banks a VietQR can pay."""

import json
import re
from pathlib import Path

import pytest

from shop.payment.vietqr import banks as banks_module
from shop.payment.vietqr.banks import BankKind, bank_of, banks


def test_the_banks_that_farmers_use_come_first():
    names = [bank.short_name for bank in banks()]

    assert names[:6] == ["Agribank", "LPBank", "Vietcombank", "VietinBank", "BIDV", "MB"]


def test_the_other_banks_stand_from_a_to_z():
    names = [bank.short_name.lower() for bank in banks()[6:]]

    assert names == sorted(names)
    assert len(names) == 41


def test_every_bank_has_six_digits_of_its_own_and_a_name_to_show():
    numbers = [bank.bin for bank in banks()]

    assert all(re.fullmatch("[0-9]{6}", number) for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert len({bank.short_name for bank in banks()}) == len(numbers)


@pytest.mark.parametrize(
    ("number", "short_name", "kind"),
    [
        ("970405", "Agribank", BankKind.BANK),
        ("970449", "LPBank", BankKind.BANK),
        ("970436", "Vietcombank", BankKind.BANK),
        ("999888", "NHCSXH", BankKind.BANK),
        ("971005", "Viettel Money", BankKind.WALLET),
        ("963388", "Timo", BankKind.DIGITAL),
    ],
)
def test_a_bank_is_found_by_its_number(number, short_name, kind):
    bank = bank_of(number)

    assert (bank.short_name, bank.kind) == (short_name, kind)


@pytest.mark.parametrize("number", ["", "000000", "97040", "970405 "])
def test_an_unknown_number_is_no_bank(number):
    assert bank_of(number) is None


def test_the_list_says_where_it_is_from():
    file = Path(banks_module.__file__).with_name("banks.json")
    document = json.loads(file.read_text(encoding="utf-8"))

    assert "vietnam-qr-pay" in document["source"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", document["read_on"])
