"""sanov compare --json keeps to docs/compare.schema.json."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from conftest import EXAMPLES, ROOT, Sanov

SCHEMA = json.loads((ROOT / "docs" / "compare.schema.json").read_text())
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
KNOWN = {"$schema", "title", "description", "$defs", "$ref", "type", "anyOf", "enum", "const", "minimum", "maximum", "items",
         "properties", "required", "additionalProperties"}


def fits_type(value: Any, name: str) -> bool:
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def errors(value: Any, schema: dict[str, Any], place: str = "$") -> list[str]:
    """As much of JSON Schema as the file uses."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    found: list[str] = []
    if "$ref" in schema:
        found += errors(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], place)
    if "anyOf" in schema and all(errors(value, each, place) for each in schema["anyOf"]):
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
        found += errors(each, schema["items"], f"{place}[{i}]")
    if "properties" in schema:
        found += [f"{place} lacks {name}" for name in schema["required"] if name not in value]
        found += [f"{place} has {name} too" for name in value if name not in schema["properties"]]
        for name in value.keys() & schema["properties"].keys():
            found += errors(value[name], schema["properties"][name], f"{place}.{name}")
    return found


def test_the_validator_can_fail() -> None:
    assert errors({"lower": 0, "upper": "Infinity", "level": 0.95}, SCHEMA["$defs"]["interval"]) == []
    for wrong in ({"lower": 0, "upper": 1}, {"lower": 0, "upper": None, "level": 0.9}, {"lower": 0, "upper": 1, "level": 2}, [],
                  {"lower": 0, "upper": 1, "level": 0.9, "more": 1}):
        assert errors(wrong, SCHEMA["$defs"]["interval"])


@pytest.mark.parametrize("options", [[], ["--block", "month"], ["--rule", "psi > 0.25"], ["--more-than", "0.1"], ["--bins", "3"]])
def test_real_tables(sanov: Sanov, options: list[str]) -> None:
    years = [str(EXAMPLES / f"weather-{year}.csv") for year in (2012, 2015)]
    assert errors(sanov.json("compare", *years, *options), SCHEMA) == []


def test_awkward_tables(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("t,n,k,one,none,id,flag,inf,old\n" + "".join(
        f"{'xyz'[i % 3]},{i % 7},{i},5,,k{i},{'true' if i % 2 else 'false'},{i}.5,1\n" for i in range(60)))
    (sanov.folder / "b.csv").write_text("t,n,k,one,none,id,flag,inf,new\n" + "".join(
        f"{'xuv'[i % 3]},{'' if i % 4 else i},t{i},5,,m{i},true,{'inf' if i % 3 else -i}.0,1\n".replace("inf.0", "inf")
        for i in range(50)))
    answer = sanov.json("compare", "a.csv", "b.csv")
    assert errors(answer, SCHEMA) == []
    assert [kind["column"] for kind in answer["kinds"]] == ["k"] and [r["column"] for r in answer["ranges"]] == ["id"]
    assert {c["column"] for c in answer["columns"]} == {"t", "n", "one", "none", "flag", "inf"}
