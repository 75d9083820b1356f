"""What a data set is: its columns with their meaning, and where its rows come from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

Value = str | int | bool | date | None
Row = tuple[Value, ...]
#: Kind of a column → its name in XML Schema, for CSVW.
KINDS = {"text": "string", "number": "integer", "date": "date", "yes": "boolean"}


@dataclass(frozen=True)
class Column:
    """One column. ``figure`` is the id of its definition in ``stats.definitions``."""

    name: str
    title: str
    meaning: str
    kind: str = "text"
    unit: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Dataset:
    """One table that anybody may take; ``key`` are the columns that name a row."""

    code: str
    title: str
    about: str
    source: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[], Iterable[Row]]
    keywords: tuple[str, ...] = ()
    #: Rows name shops, or what was typed by hand: no old revision tells a name that has gone.
    has_names: bool = False
