"""Notice when a released version of a definition changes.

The fingerprint covers the words and the source of ``compute``, without comments and layout.
"""

import ast
import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from stats.definitions.shape import FACTS, Definition

FILE = Path(__file__).with_name("fingerprints.json")
_MAY_NAME = {*FACTS, "Decimal"}
_Function = ast.FunctionDef | ast.Lambda


class ChangedInPlace(ValueError):
    """A released version is not what it was."""


def fingerprint(definition: Definition) -> str:
    """Return the SHA-256 of everything in a version that gives a figure its meaning."""
    meaning = [
        definition.key,
        definition.name,
        definition.unit,
        definition.text,
        definition.formula,
        list(definition.adds_over),
        definition.why_not,
        definition.since.isoformat(),
        source_of(definition.compute),
    ]
    return hashlib.sha256(json.dumps(meaning, ensure_ascii=False).encode()).hexdigest()


def source_of(compute: Callable) -> str:
    """Return the body of a function as Python writes it: no comments, docstring or layout."""
    code = compute.__code__
    lines, _first = inspect.findsource(compute)
    found = [
        node
        for node in ast.walk(ast.parse("".join(lines)))
        if isinstance(node, _Function) and node.lineno == code.co_firstlineno
    ]
    if len(found) != 1:
        raise ValueError(f"one function a line, please: {code.co_filename}:{code.co_firstlineno}")
    if isinstance(found[0], ast.Lambda):
        return ast.unparse(found[0].body)
    has_docstring = ast.get_docstring(found[0]) is not None
    return ast.unparse(ast.Module(found[0].body[has_docstring:], []))


def outside(definition: Definition) -> set[str]:
    """Return the names that ``compute`` uses beyond the facts: a change there would hide."""
    code = definition.compute.__code__
    return {*code.co_names, *code.co_freevars} - _MAY_NAME


def stored(file: Path = FILE) -> dict[str, str]:
    """Return the fingerprints of the released versions: ``{id@version: SHA-256}``."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def problems(definitions: Iterable[Definition], released: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the definitions, in words; new versions are not wrong."""
    known = {one.key: one for one in definitions}
    found = [f"{key} was released and is gone: put it back." for key in released.keys() - known]
    for key, one in known.items():
        if names := outside(one):
            found.append(f"{key} computes with {', '.join(sorted(names))}: use the facts only.")
        if key in released and fingerprint(one) != released[key]:
            found.append(
                f"{key} was released and has changed: leave it as it was and make a new version,"
                f" {one.id}@{one.version + 1}, beside it."
            )
    return sorted(found)


def seal(definitions: Iterable[Definition], file: Path = FILE) -> list[str]:
    """Write the fingerprints of new versions; return their keys.

    Raises ``ChangedInPlace`` and writes nothing when a released version has changed.
    """
    definitions, released = list(definitions), stored(file)
    if wrong := problems(definitions, released):
        raise ChangedInPlace("\n".join(wrong))
    new = {one.key: fingerprint(one) for one in definitions if one.key not in released}
    text = json.dumps(dict(sorted({**released, **new}.items())), indent=2)
    file.write_text(text + "\n", encoding="utf-8")
    return sorted(new)
