"""Pages inside another app: it sets a cookie, and header and footer step back for its own.

No address can switch it on: whoever sends a link cannot change what others see.
"""

from django.http import HttpRequest

from pagecache.looks import add_look

COOKIE, VALUE = "gon", "1"

add_look(COOKIE, VALUE)


def is_compact(request: HttpRequest) -> bool:
    """Tell whether the page is shown inside an app that has a header of its own."""
    return request.COOKIES.get(COOKIE) == VALUE
