"""Which refusals an operation declares, beside those that every operation may give."""

from api.problems import Problem

#: A broken address, a wrong key (also where none is needed), a wrong method, too many calls,
#: a fault of ours, a site under repair.
ALWAYS = (400, 401, 405, 429, 500, 503)


def errors(*statuses: int) -> dict[int, type[Problem]]:
    """Return the refusals for ``response=``; ninja writes them into the document."""
    return dict.fromkeys(sorted({*statuses, *ALWAYS}), Problem)
