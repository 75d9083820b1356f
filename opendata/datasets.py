"""The data sets, in the order of the page."""

from opendata import figures, lists
from opendata.shape import Dataset

DATASETS: dict[str, Dataset] = {
    one.code: one
    for one in (
        figures.BY_COMMUNE,
        figures.BY_SET,
        lists.CERTIFICATES,
        lists.MARKETS,
        lists.FLOORS,
        lists.COMMUNES,
        lists.SETS,
        figures.DEFINITIONS,
    )
}
