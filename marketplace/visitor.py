"""What the header says to one visitor: its name and how many goods are in its basket."""

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.loader import render_to_string

from pagecache.slots import fills_slots
from sellers.helping import acting
from shop.basket.counting import lines_in_basket, must_be_merged

#: Longer given names would push the search box aside.
_MOST_LETTERS = 12


@fills_slots
def words_in_slots(request: HttpRequest) -> dict[str, str] | None:
    """Return what stands in the slots of ``layouts/shop.html``; None when more than they differs.

    A message that waits, the bar of a helper and two baskets to be put together need the view.
    """
    if len(get_messages(request)) or acting.is_chosen(request) or must_be_merged(request):
        return None
    context = {"visitor_name": name_of(request), "basket_count": basket_count(request)}
    return {
        "visitor": render_to_string("components/visitor_name.html", context),
        "basket": render_to_string("components/basket_badge.html", context),
    }


def name_of(request: HttpRequest) -> str:
    """Return the given name of who is signed in; empty for others, and where it is too long."""
    user = getattr(request, "user", None)
    name = user.get_short_name() if user is not None and user.is_authenticated else ""
    return name if len(name) <= _MOST_LETTERS else ""


def basket_count(request: HttpRequest) -> int:
    """Return the number on the badge; an error page may be drawn before anything is known."""
    return lines_in_basket(request) if hasattr(request, "basket") else 0
