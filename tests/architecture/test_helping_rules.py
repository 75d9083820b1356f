"""Every page of the seller says what a helper may do there; a page without a row is closed."""

import pytest
from django.urls import get_resolver

from sellers.gates import SellerRequiredMixin
from sellers.helping import rules


def seller_pages(resolver=None, prefix="", spaces=()):
    """Yield the name and the view of every address below /ban-hang/."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            space = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from seller_pages(entry, route, space)
        elif route.startswith("ban-hang/"):
            yield ":".join((*spaces, entry.name)), entry.callback


def test_every_seller_page_has_a_row_and_every_row_a_page():
    pages = {name for name, _ in seller_pages()}

    assert sorted(pages - set(rules.RULES)) == [], "add rows to sellers/helping/rules.py"
    assert sorted(set(rules.RULES) - pages) == []


@pytest.mark.parametrize("route", sorted(name for name, rule in rules.RULES.items()))
def test_a_row_says_in_words_what_is_done_or_why_not(route):
    rule = rules.RULES[route]

    texts = [rule.act, *rule.acts.values()] if rule.is_open else [rule.why]
    assert all(len(text) <= 100 for text in texts)
    assert rule.is_open or rule.why.endswith(".")
    # A shop has one name only, which stands on the page anyway.
    assert ("{thing}" in " ".join(texts)) == (rule.thing not in {rules.NOTHING, rules.SHOP})


#: A script that is the same for everybody and knows no household.
SAME_FOR_ALL = {"sellers:draft-worker"}


def test_open_pages_take_the_household_from_the_gate_only():
    views = {name: getattr(view, "view_class", None) for name, view in seller_pages()}

    for name, rule in rules.RULES.items():
        if rule.is_open and name not in SAME_FOR_ALL:
            assert issubclass(views[name], SellerRequiredMixin), name
