"""sanov compare --json keeps to docs/compare.schema.json."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import EXAMPLES, Sanov
from json_schema import Schema

SCHEMA = Schema("compare.schema.json")


def test_the_validator_can_fail() -> None:
    assert SCHEMA.errors({"lower": 0, "upper": "Infinity", "level": 0.95}, SCHEMA.parts["interval"]) == []
    for wrong in ({"lower": 0, "upper": 1}, {"lower": 0, "upper": None, "level": 0.9}, {"lower": 0, "upper": 1, "level": 2}, [],
                  {"lower": 0, "upper": 1, "level": 0.9, "more": 1}):
        assert SCHEMA.errors(wrong, SCHEMA.parts["interval"])


JOINT, TARGET = ["--joint", "temp_max,wind,weather"], ["--target", "weather", "--columns", "weather,wind,temp_max"]


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--block", "month"],
        ["--rule", "psi > 0.25"],
        ["--more-than", "0.1"],
        ["--bins", "3"],
        [*JOINT, "--permutations", "19"],
        [*JOINT[:1], "temp_max,wind", "--permutations", "0"],
        [*TARGET, "--permutations", "19"],
        ["--target", "weather", "--columns", "weather,wind", "--permutations", "0"],
        ["--weights", "wind", "--columns", "weather,temp_max"],
    ],
)
def test_real_tables(sanov: Sanov, options: list[str]) -> None:
    years = [str(EXAMPLES / f"weather-{year}.csv") for year in (2012, 2015)]
    assert SCHEMA.errors(sanov.json("compare", *years, *options)) == []


def test_every_member_is_described() -> None:
    """No part of the answer may be anything at all."""

    def look(schema: Any, place: str) -> None:
        if isinstance(schema, list):
            for each in schema:
                look(each, place)
        elif isinstance(schema, dict):
            assert schema, place
            if "properties" in schema:
                assert schema["additionalProperties"] is False and sorted(schema["required"]) == sorted(schema["properties"]), place
            for name, each in schema.items():
                look(each, f"{place}.{name}")

    look(SCHEMA.whole, "$")
    joint, shift = SCHEMA.parts["joint_kl"], SCHEMA.parts["shift_part"]
    assert SCHEMA.errors({"value": 0, "standard_error": None, "interval": None, "p": None}, joint) == []
    assert SCHEMA.errors({"value": 0, "standard_error": None, "interval": 1, "p": None}, joint)
    assert SCHEMA.errors({"nats": 0.1, "corrected": 0, "floor": 0, "p": None}, shift)


def test_awkward_tables(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("t,n,k,one,none,id,flag,inf,old\n" + "".join(
        f"{'xyz'[i % 3]},{i % 7},{i},5,,k{i},{'true' if i % 2 else 'false'},{i}.5,1\n" for i in range(60)))
    (sanov.folder / "b.csv").write_text("t,n,k,one,none,id,flag,inf,new\n" + "".join(
        f"{'xuv'[i % 3]},{'' if i % 4 else i},t{i},5,,m{i},true,{'inf' if i % 3 else -i}.0,1\n".replace("inf.0", "inf")
        for i in range(50)))
    answer = sanov.json("compare", "a.csv", "b.csv")
    assert SCHEMA.errors(answer) == []
    assert [kind["column"] for kind in answer["kinds"]] == ["k"] and [r["column"] for r in answer["ranges"]] == ["id"]
    assert {c["column"] for c in answer["columns"]} == {"t", "n", "one", "none", "flag", "inf"}
