"""Whole examples, put together from the examples of the parts."""

_EMPTY = {"string": "", "integer": 0, "number": 0, "boolean": False, "null": None}


def example_of(schema: dict, schemas: dict) -> object:
    """Return an example of a JSON schema; ``schemas`` are the named ones."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas) | _own(schema)
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema or "enum" in schema:
        return schema.get("const", next(iter(schema.get("enum", [None]))))
    for kind in ("anyOf", "oneOf", "allOf"):
        if kind in schema:
            return example_of(schema[kind][0], schemas)
    if "properties" in schema:
        return {name: example_of(part, schemas) for name, part in schema["properties"].items()}
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas)] if "items" in schema else []
    if schema.get("type") == "object":
        return {}
    return schema.get("default", _EMPTY.get(schema.get("type", "null")))


def _own(schema: dict) -> dict:
    return schema["examples"][0] if schema.get("examples") else {}
