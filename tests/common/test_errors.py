"""The system explains a refused action in Vietnamese."""

from common.errors import BusinessRuleError


class SoldOut(BusinessRuleError):
    message = "Hàng vừa hết."


def test_a_refusal_carries_its_own_words_or_the_given_ones():
    assert SoldOut().message == str(SoldOut()) == "Hàng vừa hết."
    assert SoldOut("Chỉ còn 2 gói.").message == "Chỉ còn 2 gói."
    assert BusinessRuleError().message
