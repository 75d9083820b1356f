"""Facts of the statistics, one module per kind; import them from here."""

from stats.models.beside import (
    FloorFigures,
    FloorImport,
    FloorReport,
    PastFloorReport,
    Target,
)
from stats.models.cells import (
    ALL_CHANNELS,
    ALL_SETS,
    ALL_STARS,
    NO_SET,
    PROVINCE,
    BuyerMonth,
    Cut,
    HouseholdCell,
    InventoryCell,
    SalesDay,
    SalesMonth,
    SellerMonth,
    SellerYear,
)
from stats.models.closing import FrozenCell, PeriodClose, PublishedCell
from stats.models.proof import CellsVersion, DirtyKey, ProofRun
from stats.models.reports import ExportEntry, OfficialReport
from stats.models.visits import VisitBatch, VisitDay

__all__ = [
    "ALL_CHANNELS",
    "ALL_SETS",
    "ALL_STARS",
    "NO_SET",
    "PROVINCE",
    "BuyerMonth",
    "CellsVersion",
    "Cut",
    "DirtyKey",
    "ExportEntry",
    "FloorFigures",
    "FloorImport",
    "FloorReport",
    "FrozenCell",
    "HouseholdCell",
    "InventoryCell",
    "OfficialReport",
    "PastFloorReport",
    "PeriodClose",
    "ProofRun",
    "PublishedCell",
    "SalesDay",
    "SalesMonth",
    "SellerMonth",
    "SellerYear",
    "Target",
    "VisitBatch",
    "VisitDay",
]
