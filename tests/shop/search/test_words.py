import pytest

from shop.search.synonyms import phrases
from shop.search.words import from_keys, sound_of, words_of


@pytest.mark.parametrize(
    ("pressed", "meant"),
    [
        ("chef", "chè"), ("cheef", "chề"), ("mieens", "miến"), ("ddooif", "đồi"),
        ("cuwowng", "cương"), ("cuongw", "cương"), ("rwngf", "rừng"), ("maatj", "mật"),
        ("hyr", "hỷ"), ("luaj", "lụa"), ("che2", "chè"), ("mien61", "miến"), ("d9o62i", "đồi"),
        ("cu7o7ng", "cương"), ("tan", ""), ("ong", ""), ("500", ""), ("xyz", ""), ("chè", ""),
    ],
)  # fmt: skip
def test_keys_of_telex_and_vni_give_the_word(pressed, meant):
    assert from_keys(pressed) == meant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("trung", "chung"),
        ("lep", "nep"),
        ("soi", "xoi"),
        ("gio", "do"),
        ("nghe", "nge"),
        ("my", "mi"),
    ],
)
def test_words_that_many_say_alike_have_one_sound(one, other):
    assert sound_of(one) == sound_of(other)


def test_words_are_clean_and_tone_marks_stand_in_one_place():
    words = words_of("Chè Nam Hoà, gói 500\u00a0g – TÂN-CƯƠNG")

    assert [word.marked for word in words] == [
        "chè",
        "nam",
        "hòa",
        "gói",
        "500",
        "g",
        "tân",
        "cương",
    ]
    assert [word.folded for word in words][:3] == ["che", "nam", "hoa"]


def test_phrase_that_is_closed_says_so():
    found = {(p.start, p.stop): p.things[0].is_closed for p in phrases(words_of("bắp cải"))}

    assert found[0, 2] is True
    assert found[0, 1] is False


def test_name_with_marks_asks_for_the_very_marks():
    assert not list(phrases(words_of("lặc")))
    assert list(phrases(words_of("lac")))
