"""A helper at the side of a household that takes over its account."""

import pytest

from sellers.models import Membership
from tests.sellers.helping import made
from tests.sellers.households import made as households

pytestmark = pytest.mark.django_db
STEPS = ("/nhan-tai-khoan/", "/nhan-tai-khoan/dien-thoai/", "/nhan-tai-khoan/ma-xac-nhan/")
OWN = "+84912345678"


def test_a_helper_claims_for_the_phone_of_the_household_never_for_its_own():
    household, helper = households.make_household(), made.make_helper()
    browser = made.browser_of(helper)
    browser.post(STEPS[0], {"code": households.slip_of(household)})

    nothing = browser.post(STEPS[1], {})
    browser.post(STEPS[1], {"phone": "0912 345 678"})
    answer = browser.post(STEPS[2], {"code": made.newest_code(OWN)})

    household.refresh_from_db()
    assert "Nhập số điện thoại" in nothing.content.decode()
    assert household.seller.memberships.get().user.phone == OWN
    assert not Membership.objects.filter(user=helper).exists()
    assert (answer.url, browser.session["_auth_user_id"]) == ("/ho-tro/", str(helper.pk))
