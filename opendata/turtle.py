"""JSON-LD of our own making as Turtle. Source: W3C RDF 1.1 Turtle (2014)."""

import json


def turtle(document: dict) -> str:
    """Return a document that uses prefixes, ``@id``, ``@type``, ``@value``, ``@language``."""
    prefixes = [f"@prefix {name}: <{iri}> ." for name, iri in document["@context"].items()]
    node = {key: value for key, value in document.items() if key != "@context"}
    statements: list[str] = []
    _state(node, statements)
    return "\n".join([*prefixes, "", *reversed(statements), ""])


def _state(node: dict, statements: list[str]) -> None:
    """Add the statement about a node; nodes with an address inside get their own."""
    facts = _facts(node, statements)
    statements.append(f"<{_iri(node['@id'])}>\n  " + " ;\n  ".join(facts) + " .\n")


def _facts(node: dict, statements: list[str]) -> list[str]:
    facts = [f"a {node['@type']}"] if "@type" in node else []
    for name, value in node.items():
        if not name.startswith("@"):
            values = value if isinstance(value, list) else [value]
            if values:
                facts.append(f"{name} {', '.join(_term(one, statements) for one in values)}")
    return facts


def _term(value: dict | str, statements: list[str]) -> str:
    if isinstance(value, str):
        return _literal(value)
    if "@value" in value:
        kind = f"@{value['@language']}" if "@language" in value else f"^^{value['@type']}"
        return _literal(value["@value"]) + kind
    if "@id" not in value:
        return f"[ {' ; '.join(_facts(value, statements))} ]"
    if len(value) > 1:
        _state(value, statements)
    return f"<{_iri(value['@id'])}>"


def _literal(text: str) -> str:
    # What JSON escapes inside of a string, Turtle reads the same.
    return json.dumps(text, ensure_ascii=False)


def _iri(text: str) -> str:
    return "".join(f"%{ord(c):02X}" if c in '<>"{}|^`\\ ' else c for c in text)
