"""What the data sets say about themselves: columns, CSVW, and a catalogue in DCAT.

Sources: W3C Metadata Vocabulary for Tabular Data (2015); W3C DCAT 3 (2024); SPDX checksums.
"""

from django.conf import settings
from django.urls import reverse

from discovery.addresses import absolute
from opendata.models import Revision
from opendata.shape import KINDS, Dataset
from stats.definitions import definition

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_DAILY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
_VIETNAMESE = "http://publications.europa.eu/resource/authority/language/VIE"
_TYPES = {"csv": "text/csv", "json": "application/json"}


def columns_of(dataset: Dataset) -> list[dict]:
    """Return the columns in plain values, figures with the version of their definition."""
    return [
        {
            "name": column.name,
            "title": column.title,
            "meaning": column.meaning,
            "type": KINDS[column.kind],
            "unit": column.unit,
            **_defined(column.figure),
        }
        for column in dataset.columns
    ]


def _defined(figure: str) -> dict:
    if not figure:
        return {}
    return {"definition": figure, "definition_version": definition(figure).version}


def address_of(dataset: Dataset, form: str, number: int | None = None) -> str:
    """Return the path of a file: the newest, or one revision."""
    if number is None:
        return reverse(f"opendata:{form}", args=[dataset.code])
    return reverse(f"opendata:{form}-revision", args=[dataset.code, number])


def schema(dataset: Dataset) -> dict:
    """Return what a program needs to read the CSV, as CSVW."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
        "url": absolute(address_of(dataset, "csv")),
        "dc:title": dataset.title,
        "dc:description": dataset.about,
        "dc:source": dataset.source,
        "dc:license": {"@id": settings.OPEN_DATA_LICENCE["url"]},
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True},
        "tableSchema": {
            "primaryKey": list(dataset.key),
            "columns": [
                {
                    "name": column["name"],
                    "titles": column["name"],
                    "dc:title": column["title"],
                    "dc:description": column["meaning"],
                    "datatype": column["type"],
                    **({"schema:unitText": column["unit"]} if column["unit"] else {}),
                    **(
                        {"dc:references": f"{column['definition']} v{column['definition_version']}"}
                        if "definition" in column
                        else {}
                    ),
                }
                for column in columns_of(dataset)
            ],
        },
    }


def catalogue(newest: list[tuple[Dataset, Revision]]) -> dict:
    """Return the catalogue as JSON-LD; files that are not written yet are not in it."""
    return {
        "@context": CONTEXT,
        "@id": absolute(reverse("opendata:index")),
        "@type": "dcat:Catalog",
        "dct:title": _words(f"Dữ liệu mở của {settings.OSCAR_SHOP_NAME}"),
        "dct:description": _words("Số liệu công bố và danh sách công khai, cập nhật hằng ngày."),
        "dct:language": {"@id": _VIETNAMESE},
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE["url"]},
        "dct:publisher": _publisher(),
        "foaf:homepage": {"@id": absolute("/")},
        "dcat:dataset": [_dataset(dataset, revision) for dataset, revision in newest],
    }


def _publisher() -> dict:
    return {
        "@id": absolute("/ve-san/"),
        "@type": "foaf:Agent",
        "foaf:name": _words(settings.OPERATOR["name"] or settings.OSCAR_SHOP_NAME),
    }


def _dataset(dataset: Dataset, revision: Revision) -> dict:
    page = absolute(reverse("opendata:index")) + f"#{dataset.code}"
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.code,
        "dct:title": _words(dataset.title),
        "dct:description": _words(dataset.about),
        "dct:source": _words(dataset.source),
        "dct:language": {"@id": _VIETNAMESE},
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE["url"]},
        "dct:publisher": {"@id": absolute("/ve-san/")},
        "dct:accrualPeriodicity": {"@id": _DAILY},
        "dct:modified": _moment(revision.made_at),
        "dcat:version": str(revision.number),
        "dcat:landingPage": {"@id": page},
        "dcat:keyword": [_words(word) for word in dataset.keywords],
        "dct:conformsTo": {"@id": absolute(address_of(dataset, "schema"))},
        "dcat:distribution": [_file(dataset, revision, form) for form in _TYPES],
    }


def _file(dataset: Dataset, revision: Revision, form: str) -> dict:
    address = absolute(address_of(dataset, form))
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _words(f"{dataset.title}, {form.upper()}"),
        "dcat:downloadURL": {"@id": address},
        "dcat:accessURL": {"@id": absolute(reverse("opendata:index")) + f"#{dataset.code}"},
        "dcat:mediaType": {"@id": f"{_MEDIA}{_TYPES[form]}"},
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE["url"]},
        "dct:modified": _moment(revision.made_at),
        "dcat:byteSize": {
            "@type": "xsd:nonNegativeInteger",
            "@value": str(getattr(revision, f"{form}_bytes")),
        },
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"},
            "spdx:checksumValue": {
                "@type": "xsd:hexBinary",
                "@value": getattr(revision, f"{form}_sha256"),
            },
        },
    }


def _words(text: str) -> dict:
    return {"@language": "vi", "@value": text}


def _moment(at) -> dict:
    return {"@type": "xsd:dateTime", "@value": at.isoformat(timespec="seconds")}
