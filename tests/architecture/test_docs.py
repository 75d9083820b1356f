"""The documents name what the code has: apps, variables, beat entries, commands, models, links."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ARCHITECTURE = (DOCS / "architecture.md").read_text(encoding="utf-8")
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
ADRS = sorted((DOCS / "adr").glob("*.md"))
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md")), *ADRS]

OWN_APPS = sorted(
    config.name
    for config in apps.get_app_configs()
    if Path(config.path).is_relative_to(ROOT) and ".venv" not in Path(config.path).parts
)
OWN_MODELS = sorted(
    model.__name__ for model in apps.get_models() if model.__module__.split(".")[0] in
    {name.split(".")[0] for name in OWN_APPS}
)  # fmt: skip
VARIABLE = re.compile(
    r"""env(?:\.\w+)?\(\s*["']([A-Z_]+)["']|environ(?:\.get\(|\[)["']([A-Z_]+)["']"""
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
MERMAID = re.compile(r"```mermaid\n.*?\n```\n\n(Figure .+?)\n\n", re.DOTALL)


def variables_of_the_settings() -> list[str]:
    """Return the variables that the settings of an installation read."""
    files = [p for p in (ROOT / "marketplace/settings").glob("*.py") if p.stem != "test"]
    found = {a or b for path in files for a, b in VARIABLE.findall(path.read_text())}
    return sorted(found)


def section(text: str, title: str) -> str:
    """Return the part of a document below a heading, up to the next one."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"no heading '{title}'"
    return found[1]


def words(name: str) -> str:
    """Return a class name as it stands in the glossary: ``SellerOrder`` → ``seller order``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


@pytest.mark.parametrize("app", OWN_APPS)
def test_describes_every_app_of_ours(app):
    described = re.findall(r"^\| `([\w.]+)` \|", section(ARCHITECTURE, "The apps of ours"), re.M)

    assert app in described


def test_describes_no_app_that_is_gone():
    described = re.findall(r"^\| `([\w.]+)` \|", section(ARCHITECTURE, "The apps of ours"), re.M)

    assert set(described) <= set(OWN_APPS)


def test_lists_as_built_only_commands_that_exist():
    table = section(ARCHITECTURE, "Commands of manage.py: built")
    first_cells = " ".join(line.split(" | ")[0] for line in table.splitlines())

    built = set(re.findall(r"`([a-z]\w+)", first_cells))

    assert built
    assert built <= set(get_commands())


def test_lists_as_built_only_paths_that_exist():
    table = section(ARCHITECTURE, "Paths: built")
    first_cells = " ".join(line.split(" | ")[0] for line in table.splitlines())

    fixed = [path for path in re.findall(r"`(/[^`?]*)", first_cells) if "<" not in path]

    assert len(fixed) > 10
    assert all(resolve(path) for path in fixed)


def test_puts_every_figure_next_to_the_code_that_does_it():
    captions = MERMAID.findall(ARCHITECTURE)

    modules = [re.search(r"`([\w./-]+)`\.\Z", caption) for caption in captions]

    assert len(captions) == ARCHITECTURE.count("```mermaid")
    assert all(module and (ROOT / module[1]).exists() for module in modules), captions


@pytest.mark.parametrize("variable", variables_of_the_settings())
def test_explains_every_variable_of_the_settings(variable):
    assert re.search(rf"^#?{variable}=", ENV_EXAMPLE, re.M)
    assert f"`{variable}`" in OPERATIONS


@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_explains_every_periodic_job(entry):
    assert f"`{entry}`" in section(OPERATIONS, "Periodic work")


@pytest.mark.parametrize("model", OWN_MODELS)
def test_translates_every_model_of_ours(model):
    terms = re.findall(r"^\| ([^|]+) \|", GLOSSARY, re.M)

    assert words(model) in {
        part.strip() for term in terms for part in term.lower().replace("-", " ").split(",")
    }


def test_numbers_decisions_without_gaps():
    numbers = [int(path.name[:4]) for path in ADRS]

    assert numbers == list(range(1, len(ADRS) + 1))


@pytest.mark.parametrize("path", ADRS, ids=lambda path: path.stem[:4])
def test_keeps_a_decision_short_dated_and_tagged(path):
    lines = path.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 20
    assert lines[0].startswith(f"# {path.stem[:4]} ")
    assert re.search(r"^Tags: .+ · Date: \d{4}-\d\d-\d\d$", "\n".join(lines), re.M)
    assert any(line.startswith("Alternative") for line in lines)


def test_keeps_the_readme_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_names_every_app_in_the_order_of_the_layers():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = [
        part.strip() for row in contracts["contracts"][0]["layers"] for part in row.split("|")
    ]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert re.findall(r"^(\w+)/ +\S", readme, re.M)[: len(layers)] == layers


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_has_no_dead_link(document):
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    files = [t.partition("#")[0] for t in targets if not re.match(r"[a-z]+:|#", t)]

    dead = [name for name in files if not (document.parent / name).exists()]

    assert dead == []
