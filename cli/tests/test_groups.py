"""sanov groups: bird strikes by state, airline and phase of flight, and what is wrong input."""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict

import numpy as np
import pytest
import scipy.stats

from conftest import EXAMPLES, Sanov
from json_schema import Schema

BIRDS = str(EXAMPLES / "birdstrikes.csv")
SCHEMA = Schema("groups.schema.json")
SPEED = "Speed IAS in knots"


def values_by(by: str, of: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with open(BIRDS, newline="") as file:
        for row in csv.DictReader(file):
            if row[by] and row[of]:
                found[row[by]].append(row[of])
    return found


def test_shares_against_pearsons_test(sanov: Sanov) -> None:
    groups = values_by("Time of day", "Wildlife Size")
    answer = sanov.json("groups", BIRDS, "--by", "Time of day", "--of", "Wildlife Size")
    assert SCHEMA.errors(answer) == []
    (level,) = answer["levels"]
    assert {group["name"]: group["values"] for group in level["found"]} == {name: len(all) for name, all in groups.items()}
    everyone = Counter(value for all in groups.values() for value in all)
    for group in level["found"]:
        ours = Counter(groups[group["name"]])
        table = [[ours[size] for size in everyone], [everyone[size] - ours[size] for size in everyone]]
        p = scipy.stats.chi2_contingency(table, correction=False).pvalue
        assert group["method"] == "asymptotic" and group["p"] == pytest.approx(p, rel=1e-6)
        shares = [np.array(row) / sum(row) for row in table]
        js = sum(scipy.stats.entropy(share, (shares[0] + shares[1]) / 2) for share in shares) / 2
        assert group["js_distance"]["value"] == pytest.approx(math.sqrt(js), rel=1e-9)
        most = max(zip(everyone, *shares), key=lambda each: abs(each[1] - each[2]))
        assert (group["moved"]["label"], group["moved"]["share"]) == (most[0], pytest.approx(most[1]))
    adjusted = scipy.stats.false_discovery_control([group["p"] for group in level["found"]])
    assert [group["adjusted_p"] for group in level["found"]] == pytest.approx(adjusted, rel=1e-9)


def test_speeds_against_all_pairs(sanov: Sanov) -> None:
    groups = {name: np.array(all, float) for name, all in values_by("Phase of flight", SPEED).items()}
    answer = sanov.json("groups", BIRDS, "--by", "Phase of flight", "--of", SPEED, "--top", "0")
    assert SCHEMA.errors(answer) == [] and answer["differs"]
    (level,) = answer["levels"]
    assert level["tested"] + level["too_small"] == len(groups) == level["groups"]
    for group in level["found"]:
        ours = groups[group["name"]]
        others = np.concatenate([all for name, all in groups.items() if name != group["name"]])
        u = scipy.stats.mannwhitneyu(ours, others).statistic
        direction = group["direction"]
        assert direction["cliffs_delta"]["value"] == pytest.approx(2 * u / (len(ours) * len(others)) - 1, abs=1e-9)
        assert direction["shift"]["value"] == np.median(np.subtract.outer(ours, others))
        assert (direction["median"], direction["others_median"]) == (np.median(ours), np.median(others))
        # What Anderson and Darling's test alone has for certain, this one has too.
        if scipy.stats.mannwhitneyu(ours, others).pvalue < 1e-8:
            assert group["differs"]
    keys = [(not group["differs"], -group["js_distance"]["interval"]["lower"]) for group in level["found"]]
    assert keys == sorted(keys)


def test_what_people_read(sanov: Sanov) -> None:
    answer = sanov("groups", BIRDS, "--by", "Phase of flight", "--of", SPEED)
    assert answer.code == 1 and answer.err == ""
    assert all(len(line) <= 80 for line in answer.out.splitlines())
    assert "rows without Speed IAS in knots" in answer.out and "lower by" in answer.out and "Median" in answer.out
    assert sanov("groups", BIRDS, "--by", "Phase of flight", "--of", SPEED, "--exit-zero").code == 0


def test_one_group_by_name(sanov: Sanov) -> None:
    answer = sanov("groups", BIRDS, "--by", "Phase of flight", "--of", SPEED, "--group", "Approach")
    assert answer.code == 1 and "Approach: " in answer.out and "Climb" not in answer.out
    complaint = sanov.error("groups", BIRDS, "--by", "Phase of flight", "--of", SPEED, "--group", "Aproach")
    assert "Did you mean Approach?" in complaint


def test_groups_within_groups(sanov: Sanov) -> None:
    answer = sanov.json("groups", BIRDS, "--by", "Wildlife Size,Phase of flight", "--of", SPEED, "--top", "3")
    assert SCHEMA.errors(answer) == []
    sizes, phases = answer["levels"]
    assert (sizes["by"], phases["by"]) == (["Wildlife Size"], ["Wildlife Size", "Phase of flight"])
    for group in phases["found"]:
        inside = [row for row in values_by_both() if row[0] == group["keys"][0]]
        ours = sum(1 for row in inside if row[1] == group["keys"][1])
        assert (group["values"], group["others"]) == (ours, len(inside) - ours)


def values_by_both() -> list[tuple[str, str]]:
    with open(BIRDS, newline="") as file:
        return [(row["Wildlife Size"], row["Phase of flight"]) for row in csv.DictReader(file)
                if row["Wildlife Size"] and row["Phase of flight"] and row[SPEED]]


@pytest.mark.parametrize(
    ("table", "options", "said"),
    [
        ("g,x\n1,2\n", ["--by", "h", "--of", "x"], "column h is not in t.csv"),
        ("group,x\n1,2\n", ["--by", "grup", "--of", "x"], "Did you mean group?"),
        ("g,x\n1,2\n", ["--by", "g", "--of", "g"], "column g cannot be what is grouped by and what is asked for"),
        ("g,x\n1,2\n", ["--by", "g,g", "--of", "x"], "column g is named twice"),
        ("g,x\n1,\n2,\n", ["--by", "g", "--of", "x"], "column x has no value"),
        ("g,x\n", ["--by", "g", "--of", "x"], "t.csv has no rows"),
        ("g,x\n1,2\n", ["--by", "g", "--of", "x", "--fdr", "2"], "false_discovery_rate is 2"),
        ("g,x\n1,2\n", ["--by", "g", "--of", "x", "--min-rows", "0"], "--min-rows"),
        ("g,x\n1,2\n", ["--by", "g"], "--of is required"),
    ],
)
def test_bad_input(sanov: Sanov, table: str, options: list[str], said: str) -> None:
    (sanov.folder / "t.csv").write_text(table)
    assert said in sanov.error("groups", "t.csv", *options)


def test_awkward_tables(sanov: Sanov) -> None:
    names = ["</script>", "a\u202eb", "🐦" * 40, "x" * 3000, "'\"&", "tab\there"]
    lines = [f'"{names[i % 6]}",{i % 5},{i % 7 == 0},{"" if i % 4 else "rare"}' for i in range(600)]
    lines = [line.replace('\'"&', '\'""&') for line in lines]
    (sanov.folder / "t.csv").write_text("g,x,flag,t\n" + "\n".join(lines) + "\n,1,true,\none,,,\n", encoding="utf-8")
    for of in ("x", "flag", "t"):
        answer = sanov.json("groups", "t.csv", "--by", "g", "--of", of)
        assert SCHEMA.errors(answer) == []
        assert answer["levels"][0]["without_key"] == 1 and "one" in answer["levels"][0]["too_small_names"]
        text = sanov("groups", "t.csv", "--by", "g", "--of", of)
        assert text.code == int(answer["differs"]) and not any(ord(c) < 32 and c != "\n" for c in text.out)
    assert sanov("groups", "t.csv", "--by", "t", "--of", "x").code == 0  # one group: nobody to be held against
