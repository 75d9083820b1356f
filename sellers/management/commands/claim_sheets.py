"""Print the slips with which households take over their accounts."""

import getpass
from json import dumps
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from common.text import slug
from places.models import Commune
from sellers.households.queries import hamlets_of
from sellers.households.sheets import NothingToPrint, issue_sheet
from sellers.households.slips import NO_HAMLET, draw_slips


class Command(BaseCommand):
    """Write one PDF per hamlet; households that hold a good slip are passed over."""

    help = "Print claim slips of a commune, one PDF per hamlet, for households without one."

    def add_arguments(self, parser):
        """Add whose slips, and where the files go."""
        parser.add_argument("--commune", required=True, help="code of the commune, five digits")
        parser.add_argument("--hamlet", help="only this hamlet, as it stands in the list")
        parser.add_argument("--output", type=Path, default=Path(), help="folder for the files")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Issue and draw hamlet by hamlet; a hamlet's codes count once its file is written."""
        code, wanted = options["commune"], options["hamlet"]
        if not Commune.objects.filter(code=code).exists():
            raise CommandError(f"Không có xã mã {code}.")
        hamlets = [row.name for row in hamlets_of(code) if wanted is None or row.name == wanted]
        if not hamlets:
            raise CommandError("Không có hộ nào ở đó trong danh sách.")
        options["output"].mkdir(parents=True, exist_ok=True)
        files = []
        for hamlet in hamlets:
            files += self._print(code, hamlet, options["output"])
        slips = sum(file["slips"] for file in files)
        said = {"commune": code, "hamlets": len(hamlets), "slips": slips, "files": files}
        if options["json"]:
            self.stdout.write(dumps(said, ensure_ascii=False))
        else:
            self.stdout.write(f"{slips} phiếu trong {len(files)} tệp.")

    def _print(self, code: str, hamlet: str, folder: Path) -> list[dict]:
        label = f"Dòng lệnh trên máy chủ ({_login()})"
        files: list[dict] = []
        while True:
            try:
                issued = issue_sheet(commune_code=code, hamlet=hamlet, issuer_label=label)
            except NothingToPrint:
                return files
            name = f"phieu-{code}-{slug(hamlet or NO_HAMLET)}-{issued.sheet.pk}.pdf"
            path = folder / name
            path.write_bytes(draw_slips(issued))
            files.append({"file": str(path), "hamlet": hamlet, "slips": issued.sheet.slips})
            self.stderr.write(f"{path}: {issued.sheet.slips} phiếu")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        return "không rõ tên"
