"""Changes to places: reading the facts files into the database."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction

from common.text import fold, normalize
from places.models import REFORM_DATE, Commune, CommuneLink, Province
from places.queries import forget_lists

DATA_DIR = Path(__file__).resolve().parent / "data"
COMMUNES_FILE = DATA_DIR / "communes_2025.csv"
THAI_NGUYEN_FILE = DATA_DIR / "thai_nguyen_units.csv"
THAI_NGUYEN = ("19", "Thái Nguyên", Province.Kind.PROVINCE)

_FORMER_KINDS = {"p": "phường", "x": "xã", "tt": "thị trấn"}
# SQLite allows 32,766 parameters in one statement; a commune row has 12.
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many rows the facts files added, changed and removed."""

    provinces: int
    communes: int
    links: int
    created: int
    changed: int
    removed: int


@transaction.atomic
def import_places() -> ImportResult:
    """Bring provinces, communes and former units in line with the facts files.

    Running it again changes nothing. Communes that left the files stay.
    """
    others = list(_read(COMMUNES_FILE))
    ours = list(_read(THAI_NGUYEN_FILE))
    provinces = _province_facts(others)
    province_counts = _upsert(Province, ("code",), provinces)
    province_ids = dict(Province.objects.values_list("code", "pk"))
    communes = _commune_facts(others, ours, province_ids)
    commune_counts = _upsert(Commune, ("code",), communes)
    links = _link_facts(ours)
    link_counts = _upsert(CommuneLink, ("new_id", "old_kind", "old_name"), links)
    removed = _remove_stale_links(links)
    forget_lists()
    created, changed = map(sum, zip(province_counts, commune_counts, link_counts, strict=True))
    return ImportResult(
        provinces=len(provinces),
        communes=len(communes),
        links=len(links),
        created=created,
        changed=changed,
        removed=removed,
    )


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: normalize(value) for column, value in row.items()}


def _province_facts(others: list[dict[str, str]]) -> list[dict[str, Any]]:
    known = {(row["province_code"], row["province_name"], row["province_kind"]) for row in others}
    return [
        {"code": code, "name": name, "kind": kind, "name_folded": fold(name)}
        for code, name, kind in sorted(known | {THAI_NGUYEN})
    ]


def _commune_facts(
    others: list[dict[str, str]],
    ours: list[dict[str, str]],
    province_ids: Mapping[str, int],
) -> list[dict[str, Any]]:
    elsewhere = [
        _commune(row, province_ids[row["province_code"]])
        for row in others
        if row["province_code"] != THAI_NGUYEN[0]
    ]
    here = [
        _commune(row, province_ids[THAI_NGUYEN[0]])
        | {
            "tile_col": int(row["tile_col"]),
            "tile_row": int(row["tile_row"]),
            "lat": Decimal(row["lat"]),
            "lon": Decimal(row["lon"]),
            "former_area": row["former_province"],
        }
        for row in ours
    ]
    return elsewhere + here


def _commune(row: Mapping[str, str], province_id: int) -> dict[str, Any]:
    return {
        "code": row["code"],
        "kind": row["kind"],
        "name": row["name"],
        "name_folded": fold(row["name"]),
        "province_id": province_id,
        "valid_from": REFORM_DATE,
    }


def _link_facts(ours: list[dict[str, str]]) -> list[dict[str, Any]]:
    commune_ids = dict(
        Commune.objects.filter(code__in=[row["code"] for row in ours]).values_list("code", "pk")
    )
    return [
        _link(unit, row["former_districts"], commune_ids[row["code"]])
        for row in ours
        for unit in row["former_units"].split(", ")
    ]


def _link(unit: str, districts: str, commune_id: int) -> dict[str, Any]:
    kind, _, name = unit.partition(".")
    is_partial = name.endswith("*")
    name = name.removesuffix("*")
    return {
        "new_id": commune_id,
        "old_kind": _FORMER_KINDS[kind],
        "old_name": name,
        "old_name_folded": fold(name),
        "old_district": districts.replace("/", " / "),
        "kind": CommuneLink.Kind.PARTIAL if is_partial else CommuneLink.Kind.WHOLE,
    }


def _upsert(
    model: type[models.Model], key: tuple[str, ...], facts: list[dict[str, Any]]
) -> tuple[int, int]:
    """Write only what differs; return how many rows were created and changed."""
    known = {
        tuple(getattr(row, field) for field in key): row for row in model._default_manager.all()
    }
    new, changed, changed_fields = [], [], set()
    for fact in facts:
        row = known.get(tuple(fact[field] for field in key))
        if row is None:
            new.append(model(**fact))
            continue
        different = [field for field, value in fact.items() if getattr(row, field) != value]
        if different:
            for field in different:
                setattr(row, field, fact[field])
            changed.append(row)
            changed_fields.update(different)
    model._default_manager.bulk_create(new, batch_size=_BATCH)
    if changed:
        names = sorted(field.removesuffix("_id") for field in changed_fields)
        model._default_manager.bulk_update(changed, names, batch_size=_BATCH // 4)
    return len(new), len(changed)


def _remove_stale_links(links: list[dict[str, Any]]) -> int:
    wanted = {(link["new_id"], link["old_kind"], link["old_name"]) for link in links}
    stale = [
        link.pk
        for link in CommuneLink.objects.all()
        if (link.new_id, link.old_kind, link.old_name) not in wanted
    ]
    CommuneLink.objects.filter(pk__in=stale).delete()
    return len(stale)
