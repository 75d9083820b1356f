"""A new text is tried against scripts, or said to be none that people write."""

from tests.journeys.test_no_script_runs import TYPED, UNWRITTEN, texts


def test_each_text_is_spoiled_or_named_as_none_that_people_write():
    columns = {field.name for _, field in texts()}

    assert columns == TYPED | UNWRITTEN
    assert not TYPED & UNWRITTEN
