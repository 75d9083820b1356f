"""Which scripts a page loads: those it names, those ``app.js`` adds, and what they import."""

import re
from pathlib import Path

from django.conf import settings

SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"
_HOOK = re.compile(r'\["([^"]+)", \(\) => import\("\./([^"]+)"\)\]')
_NAMED = re.compile(r'<script[^>]* src="/static/js/([^"]+)"')
_IMPORT = re.compile(r'from "\./([^"]+)"')


def hooks() -> list[tuple[str, str]]:
    """Return attribute and module of each line of ``app.js``."""
    rows = _HOOK.findall((SCRIPTS / "app.js").read_text(encoding="utf-8"))
    return [(re.search(r"\[([a-z-]+)\]", selector)[1], module) for selector, module in rows]


def scripts_of(page: str) -> set[str]:
    """Return the file names below ``static/js``."""
    found = set(_NAMED.findall(page))
    found |= {module for hook, module in hooks() if re.search(rf"\s{hook}[\s=>]", page)}
    todo = list(found)
    while todo:
        imported = set(_IMPORT.findall((SCRIPTS / todo.pop()).read_text(encoding="utf-8")))
        todo += imported - found
        found |= imported
    return found
