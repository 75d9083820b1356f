"""Files of figures that leave: only proved ones, and each one is noted before it goes."""

import getpass
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse

from accounts.models import RoleGrant
from accounts.roles import official_scope, roles_of
from audit import recording
from common.csv_text import csv_bytes
from common.errors import BusinessRuleError
from common.numbers import format_number
from places.models import Commune
from stats.figures import Asked
from stats.models import ExportEntry, ProofRun
from stats.period import Period
from stats.queries import last_proof
from stats.scopes import Scope

Role = RoleGrant.Role
_MAY = (Role.OPERATOR, Role.PROVINCE_OFFICIAL, Role.COMMUNE_OFFICIAL)


class FiguresDiffer(BusinessRuleError):
    """The last comparison of figures and orders found differences: nothing may leave."""


@dataclass(frozen=True)
class File:
    """A finished file; ``rows`` are those of its tables, without heads and totals."""

    content: bytes
    what: str
    file_format: str
    rows: int

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def require_proved() -> ProofRun | None:
    """Return the comparison that stands, None when there was none yet. ≤ 2 queries.

    Raises ``FiguresDiffer`` when it found differences.
    """
    run = last_proof()
    if run is not None and run.differences:
        raise FiguresDiffer(
            f"Lần đối soát gần nhất có {format_number(run.differences)} ô số liệu lệch với đơn"
            " hàng, nên chưa lập báo cáo và chưa tải được. Đối soát lại cho khớp rồi làm tiếp."
        )
    return run


@transaction.atomic
def record(file: File, *, by=None, query: str = "", program: str = "") -> ExportEntry:
    """Note who takes a file away; call it before the file leaves. ≤ 6 queries.

    Without ``by`` the file leaves through the key of a ``program`` or the command line.
    """
    changes = {"format": ("", file.file_format), "query": ("", query), "rows": ("", file.rows)}
    label = f"{file.what}, {program}" if program else file.what
    recording.record("export.taken", label=label, actor=by, changes=changes)
    return ExportEntry.objects.create(
        user=by,
        user_label=(program or label_of(by))[:160],
        what=file.what,
        file_format=file.file_format,
        query=query[:300],
        rows=file.rows,
        checksum=file.checksum,
    )


def csv_answer(
    rows: Sequence[Sequence[object]], *, what: str, name: str, by, query: str
) -> HttpResponse:
    """Return a table, its head first, as a CSV to keep, noted before it leaves. ≤ 6 queries.

    No cell is run by a spreadsheet, and nothing between us and the reader keeps a copy.
    """
    content = csv_bytes(rows)
    record(File(content, what, "csv", len(rows) - 1), by=by, query=query)
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def place_query(scope: Scope) -> str:
    """Return the words that ask for the same communes again; empty for the whole province."""
    if scope.commune_codes is None:
        return ""
    return f"xa={','.join(sorted(scope.commune_codes))}"


def query_of(*, scope: Scope, period: Period, asked: Asked) -> str:
    """Return the words that ask for the same figures again, dates as they were understood."""
    words = {"tu": period.first.isoformat(), "den": period.last.isoformat()}
    if asked.set_code:
        words["nhom"] = asked.set_code
    if asked.stars >= 0:
        words["sao"] = str(asked.stars)
    if asked.channel:
        words["kenh"] = asked.channel
    if scope.commune_codes is not None:
        words["xa"] = ",".join(sorted(scope.commune_codes))
    return urlencode(words, safe=",")


def label_of(user) -> str:
    """Return the name and the roles of a person as they are now. ≤ 3 queries."""
    if user is None:
        return f"Dòng lệnh trên máy chủ ({_login()})"
    held = roles_of(user)
    roles = [label for role, label in RoleGrant.Role.choices if role in held and role in _MAY]
    label = f"{user.full_name or f'Tài khoản số {user.pk}'}, {'; '.join(roles)}"
    if not {Role.OPERATOR, Role.PROVINCE_OFFICIAL} & held:
        codes = getattr(official_scope(user), "commune_codes", ())
        titles = sorted(commune.title for commune in Commune.objects.filter(code__in=codes))
        label = f"{label}: {', '.join(titles)}"
    return label[:160]


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        return "không rõ tên"
