"""As much of JSON Schema as the schemas in docs/ use."""

from __future__ import annotations

import json
import math
from typing import Any

from conftest import ROOT

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
KNOWN = {"$schema", "title", "description", "$defs", "$ref", "type", "anyOf", "enum", "const", "minimum", "maximum", "items",
         "properties", "required", "additionalProperties"}


def fits_type(value: Any, name: str) -> bool:
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


class Schema:
    """One of the files docs/*.schema.json."""

    def __init__(self, name: str) -> None:
        self.whole = json.loads((ROOT / "docs" / name).read_text())
        self.parts: dict[str, Any] = self.whole["$defs"]

    def errors(self, value: Any, schema: dict[str, Any] | None = None, place: str = "$") -> list[str]:
        """What keeps a value from fitting the schema, or a part of it."""
        schema = self.whole if schema is None else schema
        assert set(schema) <= KNOWN, set(schema) - KNOWN
        found: list[str] = []
        if "$ref" in schema:
            found += self.errors(value, self.parts[schema["$ref"].removeprefix("#/$defs/")], place)
        if "anyOf" in schema and all(self.errors(value, each, place) for each in schema["anyOf"]):
            found.append(f"{place} is {value!r}, which fits nothing of anyOf")
        if "enum" in schema and value not in schema["enum"] or "const" in schema and value != schema["const"]:
            found.append(f"{place} is {value!r}")
        if "type" in schema and not fits_type(value, schema["type"]):
            return [*found, f"{place} is {value!r}, no {schema['type']}"]
        if not schema.get("minimum", -math.inf) <= (value if "minimum" in schema else 0):
            found.append(f"{place} is {value}")
        if not (value if "maximum" in schema else 0) <= schema.get("maximum", math.inf) + 1e-12:
            found.append(f"{place} is {value}")
        for i, each in enumerate(value if "items" in schema else []):
            found += self.errors(each, schema["items"], f"{place}[{i}]")
        if "properties" in schema:
            found += [f"{place} lacks {name}" for name in schema["required"] if name not in value]
            found += [f"{place} has {name} too" for name in value if name not in schema["properties"]]
            for name in value.keys() & schema["properties"].keys():
                found += self.errors(value[name], schema["properties"][name], f"{place}.{name}")
        return found
