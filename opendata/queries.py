"""Which revisions there are."""

from dataclasses import dataclass

from opendata.datasets import DATASETS
from opendata.models import Revision
from opendata.shape import Dataset


@dataclass(frozen=True)
class Published:
    """A data set with its newest revision, None before the first, and the older ones."""

    dataset: Dataset
    newest: Revision | None
    older: list[Revision]


def published() -> list[Published]:
    """Return every data set with its revisions, newest first. 1 query."""
    by_code: dict[str, list[Revision]] = {}
    for revision in Revision.objects.all():
        by_code.setdefault(revision.dataset, []).append(revision)
    return [
        Published(dataset, next(iter(found), None), found[1:])
        for code, dataset in DATASETS.items()
        for found in [by_code.get(code, [])]
    ]


def revision_of(code: str, number: int | None) -> Revision | None:
    """Return one revision, or the newest. 1 query."""
    found = Revision.objects.filter(dataset=code)
    return found.filter(number=number).first() if number else found.first()
