"""The example environment file names every variable that the code reads."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""env(?:\.\w+)?\(\s*["']([A-Z_]+)["']|environ(?:\.get\(|\[)["']([A-Z_]+)["']""")


def test_every_variable_of_the_settings_is_explained():
    sources = [*(ROOT / "marketplace/settings").glob("*.py"), *(ROOT / "deploy").glob("*.py")]

    read = {a or b for path in sources for a, b in READ.findall(path.read_text())}
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= read
    assert read - {"TEST_DATABASE_URL"} <= explained
