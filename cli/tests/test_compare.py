"""sanov compare: two real years of weather, and what is wrong input."""

from __future__ import annotations

import csv
import datetime
import gzip
import math
import random
import re
import statistics

import pyarrow
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet
import pytest
import scipy.stats

from conftest import EXAMPLES, Sanov

REFERENCE, CURRENT = (str(EXAMPLES / f"weather-{year}.csv") for year in (2012, 2015))


def shares(path: str, column: str) -> dict[str, float]:
    with open(path, newline="") as file:
        values = [row[column] for row in csv.DictReader(file)]
    return {value: values.count(value) / len(values) for value in set(values)}


def test_a_column_of_texts_against_the_definition(sanov: Sanov) -> None:
    answer = sanov.json("compare", REFERENCE, CURRENT)
    weather = next(c for c in answer["columns"] if c["column"] == "weather")
    p, q = shares(CURRENT, "weather"), shares(REFERENCE, "weather")
    kl = sum(share * math.log(share / q[kind]) for kind, share in p.items())
    assert weather["kl"] == pytest.approx(kl, rel=1e-12)  # of the current year against the reference
    js = 0.0
    for kind in p.keys() | q.keys():
        a, b = p.get(kind, 0), q.get(kind, 0)
        js += sum(x / 2 * math.log(2 * x / (a + b)) for x in (a, b) if x > 0)
    assert weather["js"] == pytest.approx(js, rel=1e-12)
    assert weather["js_distance"] == pytest.approx(math.sqrt(js), rel=1e-12)
    assert weather["psi"] == "Infinity"  # it snowed in 2012 alone
    assert sum(cell["js"] for cell in weather["cells"]) == pytest.approx(js, rel=1e-12)


def test_the_most_changed_come_first(sanov: Sanov) -> None:
    answer = sanov.json("compare", REFERENCE, CURRENT)
    assert answer["reference"] == {"name": REFERENCE, "rows": 366, "only_here": [], "left_out": []}
    differing = [c["js_distance"] for c in answer["columns"] if c["evidence"]["verdict"] == "differs"]
    others = [c["js_distance"] for c in answer["columns"] if c["evidence"]["verdict"] != "differs"]
    assert [c["js_distance"] for c in answer["columns"]] == sorted(differing, reverse=True) + sorted(others, reverse=True)
    assert (len(differing), len(others)) == (answer["judgement"]["differing"], 5 - answer["judgement"]["differing"])
    assert [r["column"] for r in answer["ranges"]] == ["date"]


@pytest.mark.parametrize("columns", [60, 80, 109, 110, 120, 159, 160, 200])
def test_text_fits_the_terminal(sanov: Sanov, columns: int) -> None:
    answer = sanov("compare", REFERENCE, CURRENT, COLUMNS=str(columns))
    assert answer.code == 1 and answer.err == ""
    if columns >= 80:
        assert max(map(len, answer.out.splitlines())) <= columns
    assert "fog 1.4% → 14%" in answer.out and "the ranges do not" in answer.out
    assert answer.out.index("! weather ") < answer.out.index("  wind ")
    assert ("PSI" in answer.out.replace("PSI is", "")) == (columns >= 160)


def test_all_measures(sanov: Sanov) -> None:
    lines = sanov("compare", REFERENCE, CURRENT, "--all-measures").out.splitlines()
    assert max(map(len, lines[1:])) <= 80  # but for the tables' names
    at = next(i for i, line in enumerate(lines) if line.split() == ["column", "KL", "JS", "PSI", "W1", "KS", "TV"])
    by_column = {line.split()[0]: line for line in lines[at + 1 : at + 6]}
    weather = next(c for c in sanov.json("compare", REFERENCE, CURRENT)["columns"] if c["column"] == "weather")
    kl, interval = weather["kl"], weather["evidence"]["kl"]["interval"]
    assert f"{kl:.2g} ({interval['lower']:.2g}–{interval['upper']:.2g})" in by_column["weather"]


def test_evidence(sanov: Sanov) -> None:
    answer = sanov.json("compare", REFERENCE, CURRENT)
    for column in answer["columns"]:
        evidence = column["evidence"]
        distance = evidence["js_distance"]
        assert distance["interval"]["lower"] ** 2 == pytest.approx(evidence["js"]["interval"]["lower"])
        assert distance["interval"]["level"] == 0.95
        assert (evidence["js"]["interval"]["lower"] > 0) == (evidence["js"]["p"] < 0.05)
        assert evidence["adjusted_p"] >= evidence["p"]
        assert evidence["log_p"] == pytest.approx(math.log(evidence["p"]))
        assert (evidence["verdict"] == "differs") == (evidence["adjusted_p"] <= 0.05)
    temp_max = next(c for c in answer["columns"] if c["column"] == "temp_max")
    axis = temp_max["evidence"]["axis"]
    assert axis["shift"]["interval"]["lower"] < axis["shift"]["value"] < axis["shift"]["interval"]["upper"]
    assert axis["wasserstein"]["value"] == pytest.approx(temp_max["axis"]["wasserstein"], rel=1e-12)
    before, after = ([float(row["temp_max"]) for row in csv.DictReader(open(path))] for path in (REFERENCE, CURRENT))
    assert axis["shift"]["value"] == pytest.approx(statistics.median(y - x for x in before for y in after), abs=1e-9)
    weather = next(c for c in answer["columns"] if c["column"] == "weather")
    counts = [[cell["reference"], cell["current"]] for cell in weather["cells"]]
    peer = scipy.stats.chi2_contingency(counts, correction=False)
    assert weather["evidence"]["p"] == pytest.approx(peer.pvalue, rel=1e-9)
    assert weather["evidence"]["notice_after"] < 366
    adjusted = scipy.stats.false_discovery_control([c["evidence"]["p"] for c in answer["columns"]])
    assert [c["evidence"]["adjusted_p"] for c in answer["columns"]] == pytest.approx(list(adjusted), rel=1e-9)


def test_rules_decide_in_place_of_p(sanov: Sanov) -> None:
    answer = sanov("compare", REFERENCE, CURRENT, "--rule", "psi > 5", "--columns", "weather,wind")
    assert answer.code == 1 and "1 column differs, 1 does not (by rule: psi > 5)" in answer.out
    assert sanov("compare", REFERENCE, CURRENT, "--rule", "js_distance > 0.5").code == 0  # though p is below 1e-6
    (sanov.folder / "rules.txt").write_text("# ours\nwind: js_distance > 0.01\n\nkl > 5  # never\n")
    found = sanov.json("compare", REFERENCE, CURRENT, "--rules", "rules.txt")
    assert found["judgement"]["rules"] == ["wind: js_distance > 0.01", "kl > 5"]
    assert [c["column"] for c in found["columns"] if c["evidence"]["verdict"] == "differs"] == ["wind"]
    assert found["columns"][0]["evidence"]["rules"] == ["wind: js_distance > 0.01"]


def test_a_wrong_rule_is_pointed_at(sanov: Sanov) -> None:
    answer = sanov("compare", REFERENCE, CURRENT, "--rule", "psy > 0.25")
    assert answer.code == 2
    assert answer.err == "sanov compare: 'psy' is no measure. Did you mean psi?\n  psy > 0.25\n  ^^^\n"
    (sanov.folder / "rules.txt").write_text("psi > 0.25\npsi > lots\n")
    answer = sanov("compare", REFERENCE, CURRENT, "--rules", "rules.txt")
    assert answer.code == 2 and answer.err.startswith("sanov compare: line 2: expected a number")
    assert "is not compared" in sanov.error("compare", REFERENCE, CURRENT, "--rule", "snow: psi > 1")
    assert "nowhere.txt cannot be read" in sanov.error("compare", REFERENCE, CURRENT, "--rules", "nowhere.txt")


def test_rows_that_follow_each_other(sanov: Sanov) -> None:
    out = " ".join(sanov("compare", REFERENCE, CURRENT).out.split())
    assert "rows follow each other by `date` (temp_" in out and "try --block month" in out
    plain = sanov.json("compare", REFERENCE, CURRENT, "--columns", "temp_max")
    blocked = sanov.json("compare", REFERENCE, CURRENT, "--columns", "temp_max", "--block", "month")
    assert (blocked["reference_blocks"], blocked["current_blocks"]) == (12, 12)
    before, after = (answer["columns"][0]["evidence"] for answer in (plain, blocked))
    assert before["p"] < 0.01 < 0.03 < after["p"] < 0.3
    assert after["test"] == "permuted blocks" and after["design_effect"] > 1.5
    assert after["js_distance"]["interval"]["lower"] < before["js_distance"]["interval"]["lower"]
    assert after["js_distance"]["floor"] > before["js_distance"]["floor"]
    weather = [sanov.json("compare", REFERENCE, CURRENT, "--columns", "temp_max", option, "weather") for option in ("--block", "--cluster")]
    assert weather[0] == weather[1] and weather[0]["reference_blocks"] == 5
    assert "block fortnight is no column of" in sanov.error("compare", REFERENCE, CURRENT, "--block", "fortnight")


def days(first: str, count: int, seed: int, shift: float = 0) -> str:
    """Ten rows of each of some days."""
    draw, start = random.Random(seed), datetime.date.fromisoformat(first)
    return "date,x\n" + "".join(
        f"{start + datetime.timedelta(day)},{shift + draw.gauss(0, 1):.6f}\n" for day in range(count) for _ in range(10))


def test_what_blocks_cannot_tell(sanov: Sanov) -> None:
    files = {"winter": days("2024-01-01", 60, 1), "spring": days("2024-02-29", 60, 2, 5), "january": days("2025-01-01", 31, 3),
             "year": days("2023-01-01", 365, 4)}
    for name, text in files.items():
        (sanov.folder / f"{name}.csv").write_text(text)
    answer = sanov("compare", "winter.csv", "spring.csv", "--block", "day")
    out = " ".join(answer.out.split())
    assert answer.code == 1 and "blocks change places over all of the year" in out and "60 and 60 blocks of rows are permuted" in out
    out = " ".join(sanov("compare", "year.csv", "january.csv", "--block", "month").out.split())
    assert "with these blocks no p below 0.077 is possible" in out
    out = " ".join(sanov("compare", "year.csv", "january.csv", "--block", "day").out.split())
    assert "p are of 31 and 31 of the 365 and 31 blocks" in out and "no p below" not in out
    plan = sanov.json("compare", "year.csv", "january.csv", "--block", "day")["blocks"]
    assert plan == {"reference": 31, "current": 31, "across_seasons": False, "smallest_p": 0.0001}
    for option in ("--joint", "--target"):
        message = sanov.error("compare", REFERENCE, CURRENT, "--block", "month", option, "temp_max,wind")
        assert f"block month does not go with {option[2:]}, which takes rows for independent" in message


def test_surprises_have_a_line_of_their_own(sanov: Sanov) -> None:
    draw = random.Random(5)
    rows = ["" if i % 10 == 0 else f"{draw.random() + (i < 40):.6f}" for i in range(1000)]
    (sanov.folder / "a.csv").write_text("x,y\n" + "".join(f"{draw.random():.6f},1\n" for _ in range(1000)))
    (sanov.folder / "b.csv").write_text("x,y\n" + "".join(f"{row},1\n" for row in rows))
    out = " ".join(sanov("compare", "a.csv", "b.csv").out.split())
    assert re.search(r"x: 3\d rows above 0\.99\d+, outside the reference's range \(p < 0\.001\)", out)
    assert "x: 0 missing before, 100 now (p < 0.001)" in out


def test_exit_codes_are_those_of_diff(sanov: Sanov) -> None:
    assert sanov("compare", REFERENCE, CURRENT).code == 1
    assert sanov("compare", REFERENCE, CURRENT, "--json").code == 1
    assert sanov("compare", REFERENCE, CURRENT, "--exit-zero").code == 0
    assert sanov("compare", REFERENCE, REFERENCE).code == 0
    assert sanov("compare", REFERENCE, CURRENT, "--columns", "precipitation", "--fdr", "1e-12").code == 0
    assert sanov("compare", REFERENCE, "nowhere.csv").code == 2


def test_what_does_not_matter_is_the_same(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("x\n" + "u\n" * 200_000 + "v\n" * 200_000)
    (sanov.folder / "b.csv").write_text("x\n" + "u\n" * 202_000 + "v\n" * 198_000)
    answer = sanov("compare", "a.csv", "b.csv")
    assert answer.code == 0 and "= x" in answer.out and "no column differs, all surely the same" in answer.out
    assert sanov("compare", "a.csv", "b.csv", "--same-within", "0").code == 1
    assert sanov("compare", "a.csv", "b.csv", "--same-within", "0", "--more-than", "0.003").code == 0


def test_ascii(sanov: Sanov) -> None:
    out = sanov("compare", REFERENCE, CURRENT, "--ascii").out
    assert re.search(r"\|[-.]*#+[-.#]*\|", out)
    assert out.isascii() and "fog 1.4% -> 14%" in out


def test_every_kind_of_file_gives_the_same(sanov: Sanov) -> None:
    table = pyarrow.csv.read_csv(REFERENCE)
    pyarrow.parquet.write_table(table, sanov.folder / "r.parquet")
    pyarrow.feather.write_feather(table, sanov.folder / "r.arrow", compression="uncompressed")
    with gzip.open(sanov.folder / "r.csv.gz", "wb") as file, open(REFERENCE, "rb") as plain:
        file.write(plain.read())
    parts = sanov.folder / "parts"
    parts.mkdir()
    for i in range(3):
        pyarrow.parquet.write_table(table.slice(i * 122, 122), parts / f"part-{i}.parquet")
    columns = sanov.json("compare", REFERENCE, CURRENT)["columns"]
    for name in ("r.parquet", "r.arrow", "r.csv.gz", "parts"):
        assert sanov.json("compare", name, CURRENT)["columns"] == columns, name


def test_columns_and_bins(sanov: Sanov) -> None:
    answer = sanov.json("compare", REFERENCE, CURRENT, "--columns", "wind,weather", "--bins", "4")
    assert {c["column"] for c in answer["columns"]} == {"wind", "weather"}
    wind = next(c for c in answer["columns"] if c["column"] == "wind")
    assert len(wind["cells"]) == 4


def test_the_same_table_has_not_changed(sanov: Sanov) -> None:
    answer = sanov.json("compare", REFERENCE, REFERENCE)
    assert all(c["js"] == 0 and c["kl"] == 0 for c in answer["columns"])


def test_what_cannot_be_compared_is_said(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("kind,n,old\nx,1,1\ny,2,2\nx,3,3\n")
    (sanov.folder / "b.csv").write_text("kind,n,new\nx,one,1\nz,two,2\nx,three,3\n")
    out = sanov("compare", "a.csv", "b.csv").out
    assert "only in a.csv: old" in out and "only in b.csv: new" in out
    assert "n: int64 in the reference, text now; not compared" in out
    said = "kind: KL and PSI are infinite, because the reference has nothing in z (1 row), and the current table has nothing in y (1 row)"
    assert said in " ".join(out.split())
    said = "weather: PSI is infinite, because the current table has nothing in snow (21 rows)"
    assert said in " ".join(sanov("compare", REFERENCE, CURRENT).out.split())


def test_infinities_name_their_cells(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("kind\nx\ny\nx\n")
    (sanov.folder / "b.csv").write_text("kind\nx\nz\nz\n")
    (column,) = sanov.json("compare", "a.csv", "b.csv")["columns"]
    assert column["kl"] == column["psi"] == "Infinity"
    assert column["infinite_cells"] == [
        {"label": "z", "rows": 2, "lacked_by": "reference"},
        {"label": "y", "rows": 1, "lacked_by": "current"},
    ]
    assert column["unseen"] == [{"name": "z", "rows": 2}]


def test_numbers_are_exact_and_plain(sanov: Sanov) -> None:
    before, after = ([float(row["temp_max"]) for row in csv.DictReader(open(path))] for path in (REFERENCE, CURRENT))
    columns = sanov.json("compare", REFERENCE, CURRENT)["columns"]
    axis = next(column for column in columns if column["column"] == "temp_max")["axis"]
    assert axis["wasserstein"] == pytest.approx(scipy.stats.wasserstein_distance(before, after), rel=1e-12)
    assert axis["kolmogorov_smirnov"] == pytest.approx(scipy.stats.ks_2samp(before, after).statistic, rel=1e-12)
    assert axis["reference_median"] == statistics.median(before)
    assert axis["current_median"] == statistics.median(after)
    assert all(axis[name] == 0 for name in axis if name.endswith("_error"))


def test_what_is_not_exact_is_said(sanov: Sanov) -> None:
    draw = random.Random(1)
    for name, mean in (("a.csv", 0.0), ("b.csv", 0.02)):
        rows = "\n".join(repr(draw.gauss(mean, 1)) for _ in range(70_000))
        (sanov.folder / name).write_text(f"x\n{rows}\n")
    (column,) = sanov.json("compare", "a.csv", "b.csv")["columns"]
    exact = [[float(x) for x in (sanov.folder / name).read_text().split()[1:]] for name in ("a.csv", "b.csv")]
    axis = column["axis"]
    assert 0 < axis["wasserstein_error"] < 0.01
    assert abs(axis["wasserstein"] - scipy.stats.wasserstein_distance(*exact)) <= axis["wasserstein_error"]
    assert abs(axis["reference_median"] - statistics.median(exact[0])) <= axis["reference_median_error"] < 0.01
    out = sanov("compare", "a.csv", "b.csv").out
    assert re.search(r"≈ x: W1 0\.0\d+ ± 0\.00\d+, KS 0\.0\d+ to 0\.0\d+", out)
    assert "median ≈" in out


def test_long_names_and_numbers_fit(sanov: Sanov) -> None:
    name = "a_column_with_a_name_that_is_quite_long"
    (sanov.folder / "a.csv").write_text(f"{name},b\n" + "".join(f"{i}.5e-7,{i}e11\n" for i in range(300)))
    (sanov.folder / "b.csv").write_text(f"{name},b\n" + "".join(f"{i + 3}.5e-7,{i + 9}e11\n" for i in range(301)))
    for columns in (80, 109, 120, 160):
        lines = sanov("compare", "a.csv", "b.csv", "--all-measures", COLUMNS=str(columns)).out.splitlines()
        assert max(map(len, lines)) <= columns
        assert any(line.startswith(f"  {name[:23]}…") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([REFERENCE, "no-such-file.csv"], "no-such-file.csv cannot be read: no such file or directory"),
        ([REFERENCE], "cur is required"),
        ([REFERENCE, CURRENT, "--columns", "wether"], "did you mean weather"),
        ([REFERENCE, CURRENT, "--bins", "1"], "--bins"),
        ([REFERENCE, CURRENT, "--bins", "many"], "--bins"),
        ([REFERENCE, CURRENT, "--colums", "wind"], "did you mean '--columns'?"),
        ([REFERENCE, CURRENT, "--fdr", "0"], "false_discovery_rate is 0. it must be between 0 and 1"),
        ([REFERENCE, CURRENT, "--level", "95"], "level is 95. it must be between 0 and 1"),
        ([REFERENCE, CURRENT, "--same-within", "1"], "js distances are from 0 to 0.8325"),
    ],
)
def test_wrong_input_is_one_line(sanov: Sanov, arguments: list[str], line: str) -> None:
    assert line in sanov.error("compare", *arguments).lower()


def test_damaged_files(sanov: Sanov) -> None:
    whole = sanov.folder / "whole.parquet"
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(REFERENCE), whole)
    (sanov.folder / "cut.parquet").write_bytes(whole.read_bytes()[:-100])
    assert "cut.parquet" in sanov.error("compare", "cut.parquet", CURRENT)
    (sanov.folder / "wide.csv").write_text("a,b\n1,2\n1,2,3\n")
    assert "wide.csv" in sanov.error("compare", "wide.csv", "wide.csv")
    (sanov.folder / "other.csv").write_text("x,y\n1,2\n")
    assert "no column" in sanov.error("compare", REFERENCE, "other.csv")
    (sanov.folder / "empty.csv").write_text("")
    assert "empty.csv" in sanov.error("compare", REFERENCE, "empty.csv")
