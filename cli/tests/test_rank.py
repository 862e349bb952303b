"""sanov rank: two columns of files or numbers, and all pairs of a table's columns."""

from __future__ import annotations

import csv
import json
import struct
import xml.etree.ElementTree
import zlib
from pathlib import Path
from typing import Any

import numpy
import pyarrow.parquet
import pytest
from scipy import stats

from conftest import EXAMPLES, Sanov

WEATHER = str(EXAMPLES / "weather-2012.csv")


def column(name: str) -> numpy.ndarray:
    with open(WEATHER, newline="") as file:
        return numpy.array([float(row[name]) for row in csv.DictReader(file)])


def test_two_columns_of_a_file(sanov: Sanov) -> None:
    answer = sanov.json("rank", f"{WEATHER}:temp_max", f"{WEATHER}:wind", "--measure", "pearson,spearman,kendall")
    assert (answer["x"], answer["y"], answer["n"], answer["dropped"]) == ("temp_max", "wind", 366, 0)
    x, y = column("temp_max"), column("wind")
    for name, expected in (
        ("pearson", stats.pearsonr(x, y)),
        ("spearman", stats.spearmanr(x, y)),
        ("kendall", stats.kendalltau(x, y)),
    ):
        found = answer["coefficients"][name]
        assert found["value"] == pytest.approx(expected.statistic, rel=1e-12)
        assert found["p"] == pytest.approx(expected.pvalue, rel=1e-9)
        assert found["log_p"] == pytest.approx(numpy.log(expected.pvalue), rel=1e-9)
        assert found["interval"][0] < found["value"] < found["interval"][1]


def test_what_each_sees_and_misses_stands_below_it(sanov: Sanov) -> None:
    lines = sanov("rank", "1,2,3,4,5", "1,4,9,16,25", "--measure", "pearson,kendall").out.splitlines()
    assert lines[0] == "X and Y, 5 pairs"
    assert lines[2].split() == ["value", "95%", "interval", "p"]
    assert lines[3].startswith("Pearson's r") and lines[4].startswith("    sees how well a straight line")
    assert any(line.startswith("Kendall's τ-b      1  ") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["1,2,3,4", "1,2,3"], "Y has 3 values, but X has 4. The two are read in pairs."),
        (["1,2,3", "5,5,5"], "Y is constant: all its 3 values are 5. Nothing can go together with it."),
        (["1", "2"], "X and Y have 1 pair. A coefficient needs at least 2."),
        (["1,2,x", "1,2,3"], "X has 'x' as value 3, which is no number."),
        (["1,nan,3", "1,2,3"], "value 2 of X is missing. Give --missing pairwise to leave out pairs that lack a value."),
        (["1,2,3", "1,2,3", "--measure", "kendal"], "coefficient 'kendal' is unknown. Did you mean 'kendall'?"),
        (["1,2,3", "1,2,3", "--alternative", "twosided"], "--alternative is 'twosided'. Did you mean 'two-sided'?"),
        (["1,2,3", "1,2,3", "--level", "1"], "--level is 1. A level lies between 0 and 1, such as 0.95."),
        (["1,2,3", "1,2,3", "--missing", "drop"], "--missing is 'drop'. It is one of error or pairwise."),
        (
            ["1,2,3", "1,3,2", "--test", "exact"],
            "pearson: exact would need the columns' laws. Take permutation, or choose coefficients by --measure.",
        ),
        (["1,2,3", "1,3,2", "--test", "exact", "--measure", "pearson"], "pearson: exact would need the columns' laws. Take permutation."),
        (
            ["1,2,3", "1,3,2", "--alternative", "less", "--measure", "chatterjee_xi"],
            "chatterjee_xi: less is not to be had: only its large values speak of dependence. Take greater.",
        ),
        ([f"{WEATHER}:weather", "1,2"], f"{WEATHER}:weather is of text. A coefficient is of numbers, dates or booleans."),
        ([f"{WEATHER}:winds", "1,2"], f"{WEATHER} has no column 'winds'. Did you mean 'wind'?"),
    ],
)
def test_errors_are_one_line(sanov: Sanov, arguments: list[str], sentence: str) -> None:
    assert sanov.error("rank", *arguments) == f"sanov rank: {sentence}"


def test_dates_are_times(sanov: Sanov) -> None:
    answer = sanov.json("rank", WEATHER, "--columns", "date,temp_max", "--measure", "kendall")
    expected = stats.kendalltau(numpy.arange(366), column("temp_max"))
    assert answer["coefficients"]["kendall"]["value"] == pytest.approx(expected.statistic, rel=1e-12)
    drawn = sanov("rank", f"{WEATHER}:date", f"{WEATHER}:temp_max").out
    assert drawn.splitlines()[-1].split() == ["2012-01-01", "date", "2012-12-31"]


def test_standard_input(sanov: Sanov) -> None:
    answer = sanov("rank", "-", "1,4,9,16", "--measure", "kendall", "--json", stdin="1\n2\n3\n4\n")
    assert answer.json["coefficients"]["kendall"]["value"] == 1


def test_pairs_that_lack_a_value(sanov: Sanov) -> None:
    (sanov.folder / "gaps.csv").write_text("a,b\n1,2\n2,\n3,1\n,5\n4,4\n5,3\n")
    sentence = "row 2 of Y (gaps.csv:b) is missing. Give --missing pairwise to leave out pairs that lack a value."
    assert sanov.error("rank", "gaps.csv:a", "gaps.csv:b") == f"sanov rank: {sentence}"
    answer = sanov.json("rank", "gaps.csv:a", "gaps.csv:b", "--missing", "pairwise", "--measure", "kendall")
    assert (answer["n"], answer["dropped"]) == (4, 2)
    expected = stats.kendalltau([1, 3, 4, 5], [2, 1, 4, 3])
    assert answer["coefficients"]["kendall"]["value"] == pytest.approx(expected.statistic, rel=1e-12)
    text = sanov("rank", "gaps.csv:a", "gaps.csv:b", "--missing", "pairwise").out
    assert text.startswith("a and b, 4 pairs; 2 pairs left out: a value is missing\n")


def test_an_infinity_has_an_order_but_no_distance(sanov: Sanov) -> None:
    found = sanov.json("rank", "1,2,inf,3", "1,2,4,3")["coefficients"]
    assert found["kendall"]["value"] == 1 and "value" not in found["pearson"]
    assert found["pearson"]["reason"].startswith("value 3 of X is Infinity;")
    assert sanov.error("rank", "1,2,inf,3", "1,2,4,3", "--measure", "pearson").startswith("sanov rank: value 3 of X is")


def test_the_alternative_and_the_test_are_said(sanov: Sanov) -> None:
    x, y = "3,1,4,1.5,5,9,2,6", "2,7,1,8,2.5,0,9,3"
    answer = sanov.json("rank", x, y, "--measure", "kendall", "--alternative", "less")
    expected = stats.kendalltau([3, 1, 4, 1.5, 5, 9, 2, 6], [2, 7, 1, 8, 2.5, 0, 9, 3], alternative="less")
    assert answer["coefficients"]["kendall"]["p"] == pytest.approx(expected.pvalue, rel=1e-9)
    assert "p speaks for 'less'" in sanov("rank", x, y, "--alternative", "less").out
    one_sided = sanov.json("rank", x, y, "--alternative", "less")["coefficients"]["chatterjee_xi"]
    assert "p" not in one_sided and one_sided["reason"].startswith("less is not to be had: only its large values")
    by_lot = sanov.json("rank", x, y, "--measure", "kendall", "--test", "permutation")["coefficients"]["kendall"]
    assert by_lot["method"] == "permutation"
    assert by_lot["p"] != sanov.json("rank", x, y, "--test", "permutation", "--seed", "1")["coefficients"]["kendall"]["p"]
    exact = sanov.json("rank", x, y, "--test", "exact", "--measure", "kendall,spearman")["coefficients"]
    assert exact["kendall"]["method"] == exact["spearman"]["method"] == "exact"
    twice = sanov("rank", x, y, "--measure", "kendall,kendall").out
    assert twice.count("Kendall's") == 1
    without = sanov.json("rank", x, y, "--measure", "kendall", "--test", "none", "--level", "0")["coefficients"]
    assert "p" not in without["kendall"] and "interval" not in without["kendall"]


def test_xi_of_equal_x_does_not_depend_on_the_rows_order(sanov: Sanov) -> None:
    pairs = list(zip([i % 3 for i in range(300)], range(300), strict=True))
    found = []
    for rows in (pairs, pairs[::-1]):
        (sanov.folder / "t.csv").write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in rows))
        found.append(sanov.json("rank", "t.csv", "--measure", "chatterjee_xi"))
    xi = found[0]["coefficients"]["chatterjee_xi"]
    assert found[0] == found[1] and abs(xi["value"]) < 0.02 and xi["p"] > 0.1


def test_ascii_has_no_other_letters(sanov: Sanov) -> None:
    for arguments in ([f"{WEATHER}:wind", f"{WEATHER}:temp_max", "--all"], [WEATHER], [WEATHER, "--picture"]):
        out = sanov("rank", *arguments, "--ascii").out
        assert out.isascii() and "?" not in out, out
        assert max(map(len, out.splitlines())) <= 80


def test_the_scatter_plot(sanov: Sanov) -> None:
    lines = sanov("rank", "0,1,2,3", "0,1,2,3").out.splitlines()
    plot = lines[lines.index("    Y") + 1 :]
    assert len(plot) == 15 and plot[0].startswith(" 3 │") and plot[13].startswith(" 0 │⡀")
    assert [i for i, line in enumerate(plot[:14]) if len(line) > len(" 3 │")] == [0, 4, 9, 13]
    for name in ("s.svg", "s.png"):
        assert sanov("rank", f"{WEATHER}:wind", f"{WEATHER}:temp_max", "-o", name).code == 0
    root = xml.etree.ElementTree.fromstring((sanov.folder / "s.svg").read_text())
    circles = root.findall(".//{http://www.w3.org/2000/svg}circle")
    assert len(circles) == 366
    highest = max(circles, key=lambda circle: float(circle.attrib["cx"]))
    assert float(highest.attrib["cx"]) == 64 + 480
    assert (sanov.folder / "s.png").read_bytes().startswith(b"\x89PNG")


def picture(path: Path) -> numpy.ndarray:
    """The indices of a PNG's colours."""
    data, at, packed = path.read_bytes(), 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height = struct.unpack(">II", body[:8])
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    return numpy.frombuffer(zlib.decompress(packed), numpy.uint8).reshape(height, width + 1)[:, 1:]


def test_pictures_of_the_scatter_plot_have_axes_with_numbers(sanov: Sanov) -> None:
    # temp_max from -1.1 to 34.4 and wind from 1 to 9.5: ticks at 0, 10, 20, 30 and at 2, 4, 6, 8.
    for name in ("s.png", "s.svg"):
        assert sanov("rank", f"{WEATHER}:temp_max", f"{WEATHER}:wind", "-o", name).code == 0
    pixels = picture(sanov.folder / "s.png")
    line, word = pixels == 254, pixels == 255
    wall = int(numpy.argmax(line.sum(0)))
    floor = int(numpy.argmax(line.sum(1)))
    assert line[:, wall].sum() > 320 and line[floor].sum() > 480
    assert line[:floor, wall - 2].sum() == 4 and line[floor + 2, wall:].sum() == 4
    rows = numpy.flatnonzero(line[:floor, wall - 2])
    assert all(word[row - 10 : row + 10, :wall].any() for row in rows)
    ends = column("wind").min(), column("wind").max()
    heights = [floor - 8 - 320 * (value - ends[0]) / (ends[1] - ends[0]) for value in (8, 6, 4, 2)]
    assert rows.tolist() == pytest.approx(heights, abs=2)
    assert word[floor + 30 :, wall:].any() and word[:30].any()
    root = xml.etree.ElementTree.fromstring((sanov.folder / "s.svg").read_text())
    words = [text.text for text in root.findall(".//{http://www.w3.org/2000/svg}text")]
    assert words == ["wind", "2", "4", "6", "8", "0", "10", "20", "30", "temp_max"]


def test_numbers_along_the_axes_tell_values_apart(sanov: Sanov) -> None:
    def words(x: str, y: str) -> list[str | None]:
        assert sanov("rank", x, y, "-o", "s.svg").code == 0
        root = xml.etree.ElementTree.fromstring((sanov.folder / "s.svg").read_text())
        return [text.text for text in root.findall(".//{http://www.w3.org/2000/svg}text")][1:-1]

    assert words("0.001,0.002,0.003", "1000000,1000001,1000002")[:3] == ["1000000", "1000000.5", "1000001"]
    assert "0.0015" in words("0.001,0.002,0.003", "1,2,3")
    assert words("1,2,inf", "1,2,3")[-1] == "2"


# A table's columns, all pairs ----------------------------------------------------------------------------------------


NAMES = ["precipitation", "temp_max", "temp_min", "wind"]


@pytest.mark.parametrize(
    ("measure", "peer"),
    [("kendall", stats.kendalltau), ("spearman", stats.spearmanr), ("pearson", stats.pearsonr)],
)
def test_every_form_of_a_matrix_holds_the_same(sanov: Sanov, measure: str, peer: Any) -> None:
    columns = [column(name) for name in NAMES]
    wanted = numpy.array([[peer(x, y).statistic for y in columns] for x in columns])
    for name in ("m.csv", "m.json", "m.npy", "m.parquet", "m.svg", "m.png"):
        answer = sanov("rank", WEATHER, "--measure", measure, "-o", name)
        assert (answer.code, answer.out, answer.err) == (0, "", "")
    numpy.testing.assert_allclose(numpy.load(sanov.folder / "m.npy"), wanted, rtol=1e-12)
    rows = list(csv.reader((sanov.folder / "m.csv").open(newline="")))
    assert rows[0] == ["", *NAMES] and [row[0] for row in rows[1:]] == NAMES
    numpy.testing.assert_allclose([[float(x) for x in row[1:]] for row in rows[1:]], wanted, rtol=1e-12)
    kept = json.loads((sanov.folder / "m.json").read_text())
    assert kept["labels"] == NAMES and kept["measure"] == measure
    table = pyarrow.parquet.read_table(sanov.folder / "m.parquet")
    assert table.column_names == ["row", *NAMES]
    numpy.testing.assert_allclose(table["wind"].to_numpy(), wanted[:, 3], rtol=1e-12)


def test_the_strongest_pairs_with_a_p_for_all_of_them(sanov: Sanov) -> None:
    lines = sanov("rank", WEATHER).out.splitlines()
    strongest = lines[lines.index("the strongest") + 2]
    assert strongest.split()[:5] == ["temp_max", "and", "temp_min", "0.693", "366"]
    p = stats.kendalltau(column("temp_max"), column("temp_min")).pvalue
    assert float(strongest.split()[5]) == pytest.approx(6 * p, rel=0.05)


def test_a_matrix_with_gaps_and_a_constant(sanov: Sanov) -> None:
    (sanov.folder / "t.csv").write_text("a,b,c\n1,2,7\n2,,7\n3,1,7\n4,4,7\n5,3,7\n")
    sentence = "row 2 of t.csv:b is missing. Give --missing pairwise to leave out pairs that lack a value."
    assert sanov.error("rank", "t.csv") == f"sanov rank: {sentence}"
    values = sanov.json("rank", "t.csv", "--missing", "pairwise")["values"]
    assert values[0][1] == pytest.approx(stats.kendalltau([1, 3, 4, 5], [2, 1, 4, 3]).statistic, rel=1e-12)
    assert values[2] == [None, None, None]
    assert "–" in sanov("rank", "t.csv", "--missing", "pairwise").out
    assert sanov("rank", "t.csv", "--missing", "pairwise", "-o", "m.csv").code == 0
    assert (sanov.folder / "m.csv").read_text().splitlines()[3] == "c,,,"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([WEATHER, "--columns", "wind"], "--columns names wind alone. Name two, or more for a matrix."),
        ([f"{WEATHER}:"], f"{WEATHER}: names no column after the colon. Without it, the file's columns are taken in pairs."),
        ([WEATHER, "--measure", "tau"], "coefficient 'tau' is unknown. Did you mean 'kendall'?"),
        ([WEATHER, "--measure", "kl"], "kl is a measure between distributions, no coefficient. See `sanov measure --help`"),
        ([WEATHER, "--columns", "wind,weather"], f"{WEATHER}:weather is of text. A coefficient is of numbers, dates or booleans."),
        ([WEATHER, "--columns", "wind,temp"], f"{WEATHER} has no column 'temp'. Its columns are date, precipitation, temp_max, temp_min, wind, weather."),
        ([WEATHER, "--measure", "kendall,pearson"], "--measure names several coefficients. A matrix is of one."),
        ([WEATHER, "-o", "m.txt"], "m.txt ends in none of .csv, .json, .npy, .parquet, .png and .svg."),
        ([WEATHER, "--columns", "wind,temp_max", "-o", "m.csv"], "m.csv is for a matrix of more columns. The answer on two is a .json, .svg or .png."),
        (["-", "-"], "X and Y cannot both be standard input. Give one of them as numbers or as FILE:COLUMN."),
        (["1,2,3"], "1,2,3 is one column. Give another as Y, or a file alone for all pairs of its columns."),
        (["1,2", "1,2", "--columns", "a"], "--columns are those of a file. Of two columns write FILE:COLUMN FILE:COLUMN."),
    ],
)
def test_errors_of_tables_are_one_line(sanov: Sanov, arguments: list[str], sentence: str) -> None:
    assert sanov.error("rank", *arguments) == f"sanov rank: {sentence}"


def test_a_matrix_in_json_has_p_and_the_rows_of_every_pair(sanov: Sanov) -> None:
    (sanov.folder / "t.csv").write_text(
        "a,b,c,d,when,word\n" + "".join(f"{i * 7 % 11},{'' if i == 3 else i * 5 % 13},{i},7,2012-01-{i + 10},w{i}\n" for i in range(9))
    )
    answer = sanov.json("rank", "t.csv", "--missing", "pairwise")
    assert answer["labels"] == ["a", "b", "c", "d"] and answer["rows"] == 9
    assert answer["n"][0] == [9, 8, 9, 9] and answer["n"][2][1] == 8
    x, y = ([i * k % m for i in range(9) if i != 3] for k, m in ((7, 11), (5, 13)))
    expected = stats.kendalltau(x, y, method="exact")
    assert answer["p"][0][1] == answer["p"][1][0] == pytest.approx(expected.pvalue, rel=1e-12)
    assert answer["log_p"][0][1] == pytest.approx(numpy.log(expected.pvalue), rel=1e-9)
    assert answer["p"][0][0] is None and answer["p"][0][3] is None
    assert answer["left_out"] == {"when": "dates, taken only by name", "word": "text"}
    assert answer["constant"] == {"d": "all values are 7"}
    text = sanov("rank", "t.csv", "--missing", "pairwise").out
    assert "Left out, being no numbers: when (dates, taken only by name), word (text)." in " ".join(text.split())
    assert "nothing goes together with a constant: d (all values are 7)." in " ".join(text.split())
    assert sanov("rank", "t.csv", "--missing", "pairwise", "-o", "m.json").code == 0
    assert json.loads((sanov.folder / "m.json").read_text()) == answer
    assert "p" in sanov.json("rank", "t.csv", "--columns", "a,when,c")
    assert sanov.json("rank", "t.csv", "--columns", "a,c,d", "--test", "none")["p"] == [[None] * 3] * 3


def test_long_names_stay_within_the_page(sanov: Sanov) -> None:
    names = [f"{'a question of the survey ' * 4}{i}".replace(" ", "_") for i in range(3)]
    (sanov.folder / "t.csv").write_text(",".join(names) + "\n" + "".join(f"{i},{i * 3 % 7},{i * 5 % 11}\n" for i in range(8)))
    for options in ([], ["--ascii"]):
        for asked in (["t.csv"], [f"t.csv:{names[0]}", f"t.csv:{names[1]}"]):
            out = sanov("rank", *asked, *options).out
            assert out and max(map(len, out.splitlines())) <= 80, out


def test_a_npy_matrix_has_columns(sanov: Sanov) -> None:
    table = numpy.random.default_rng(1).normal(size=(40, 3))
    numpy.save(sanov.folder / "t.npy", table)
    numpy.save(sanov.folder / "two.npy", table[:, :2])
    numpy.save(sanov.folder / "line.npy", table[:, 0])
    values = sanov.json("rank", "t.npy", "--measure", "pearson")
    numpy.testing.assert_allclose(values["values"], numpy.corrcoef(table.T), rtol=1e-12)
    assert values["labels"] == ["1", "2", "3"]
    found = sanov.json("rank", "two.npy", "--measure", "pearson")["coefficients"]["pearson"]["value"]
    assert found == pytest.approx(numpy.corrcoef(table.T)[0, 1], rel=1e-12)
    assert sanov.error("rank", "line.npy") == "sanov rank: line.npy has 1 dimension. A table of columns has 2."
    assert sanov.error("rank", "t.npy", "--columns", "1,2") == "sanov rank: --columns are names, which a .npy file has not."


# The catalogue -------------------------------------------------------------------------------------------------------


def test_the_catalogue_of_coefficients(sanov: Sanov) -> None:
    known = sanov.json("list", "--of", "rank")["coefficients"]
    assert {"pearson", "kendall", "somers_d", "chatterjee_xi"} <= {each["name"] for each in known}
    assert [each["symmetric"] for each in known if each["name"] in ("kendall", "somers_d")] == [True, False]
    text = sanov("list", "--of", "rank").out
    assert all(f"  {each['name']} " in text for each in known)
    assert sanov("list", "kendall").out.startswith("kendall\n\nKendall's τ-b: sees whether")
    assert [each["name"] for each in sanov.json("list", "kendall")["coefficients"]] == ["kendall"]
    for arguments in (["--of", "rank"], ["distance_correlation"]):
        out = sanov("list", *arguments, "--ascii").out
        assert out.isascii() and "?" not in out and max(map(len, out.splitlines())) <= 80
    assert sanov.error("list", "--of", "ranks") == "sanov list: --of is 'ranks'. It is measures, rank or families."
    for arguments in (["kendal", "--of", "rank"], ["kendal"]):
        assert sanov.error("list", *arguments).endswith("coefficient 'kendal' is unknown. Did you mean 'kendall'?")
    assert sanov.error("list", "kll").endswith("measure 'kll' is unknown. Did you mean 'kl'?")


def test_a_seed_below_zero(sanov: Sanov) -> None:
    for given in (("--seed", "-1"), ("--seed=-1",)):
        assert sanov.error("rank", "1,2,3", "1,3,2", *given) == (
            "sanov rank: --seed: a whole number from 0 on is needed, not -1."
        )
