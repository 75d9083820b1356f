"""Which goods a query asks for."""

import pytest

from stats.asking import read_asked
from stats.figures import EVERYTHING, Asked
from stats.models import NO_SET
from tests.stats.builders import TEA

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", [TEA, NO_SET])
def test_sets_of_ours_are_asked_for(code):
    assert read_asked({"nhom": code, "sao": "4"}) == Asked(set_code=code, stars=4)


@pytest.mark.parametrize("text", ["", "x", "I.5.a'", "\0", TEA * 9])
def test_other_sets_count_as_not_given(text):
    assert read_asked({"nhom": text}) == EVERYTHING
