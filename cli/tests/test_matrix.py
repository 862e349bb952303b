"""sanov matrix: all pairs of rows, in every form."""

from __future__ import annotations

import csv
import io
import struct
import subprocess
import xml.etree.ElementTree
import zlib

import numpy
import pyarrow
import pyarrow.parquet
import pytest
from scipy.spatial import distance

from conftest import EXAMPLES, Sanov

MONTHS = str(EXAMPLES / "weather-by-month.csv")


def months() -> tuple[list[str], numpy.ndarray]:
    with open(MONTHS, newline="") as file:
        rows = list(csv.reader(file))[1:]
    counts = numpy.array([[float(x) for x in row[1:]] for row in rows])
    return [row[0] for row in rows], counts / counts.sum(axis=1, keepdims=True)


def test_csv_on_standard_output(sanov: Sanov) -> None:
    names, p = months()
    answer = sanov("matrix", MONTHS, "--counts", "--measure", "js_distance")
    rows = list(csv.reader(io.StringIO(answer.out)))
    assert rows[0] == ["", *names]
    assert [row[0] for row in rows[1:]] == names
    found = numpy.array([[float(x) for x in row[1:]] for row in rows[1:]])
    expected = distance.squareform(distance.pdist(p, "jensenshannon"))
    numpy.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-15)
    assert (found == found.T).all() and (numpy.diag(found) == 0).all()


def test_an_asymmetric_measure_has_its_direction(sanov: Sanov) -> None:
    (sanov.folder / "d.csv").write_text("name,a,b\nx,0.4,0.6\ny,0.3,0.7\nz,1,0\n")
    answer = sanov.json("matrix", "d.csv", "--measure", "kl")
    assert answer["labels"] == ["x", "y", "z"] and answer["unit"] == "nats"
    pair = sanov.json("measure", "0.4,0.6", "0.3,0.7")["values"]["kl"]
    assert answer["values"][0][1] == pair
    assert answer["values"][0][2] == "Infinity"
    assert answer["values"][2][0] == pytest.approx(-numpy.log(0.4), rel=1e-14)


def test_every_form_holds_the_same(sanov: Sanov) -> None:
    names, _ = months()
    wanted = numpy.array(sanov.json("matrix", MONTHS, "--counts")["values"])
    for name in ("m.csv", "m.json", "m.npy", "m.parquet", "m.svg", "m.png"):
        answer = sanov("matrix", MONTHS, "--counts", "-o", name)
        assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert sorted(p.name for p in sanov.folder.iterdir()) == ["m.csv", "m.json", "m.npy", "m.parquet", "m.png", "m.svg"]
    assert (numpy.load(sanov.folder / "m.npy") == wanted).all()
    table = pyarrow.parquet.read_table(sanov.folder / "m.parquet")
    assert table.column_names == ["row", *names] and table["row"].to_pylist() == names
    assert (numpy.array([table[name].to_pylist() for name in names]).T == wanted).all()
    assert (sanov.folder / "m.csv").read_text() == sanov("matrix", MONTHS, "--counts").out


def test_reads_parquet_and_npy(sanov: Sanov) -> None:
    names, p = months()
    numpy.save(sanov.folder / "p.npy", p)
    numpy.save(sanov.folder / "f.npy", numpy.asfortranarray(p))
    columns = {"month": names} | {f"c{j}": p[:, j] for j in range(p.shape[1])}
    pyarrow.parquet.write_table(pyarrow.table(columns), sanov.folder / "p.parquet")
    by_parquet = sanov.json("matrix", "p.parquet")
    by_npy = sanov.json("matrix", "p.npy")
    assert by_parquet["labels"] == names
    assert by_npy["labels"] == [str(i + 1) for i in range(12)]
    assert by_parquet["values"] == by_npy["values"] == sanov.json("matrix", "f.npy")["values"]


def test_float32_is_held_to_the_tolerance_of_float32(sanov: Sanov) -> None:
    rows = numpy.array([[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]], dtype=numpy.float32)  # each 1 + 2.2e-8 in all
    numpy.save(sanov.folder / "narrow.npy", rows)
    numpy.save(sanov.folder / "wide.npy", rows.astype(float))
    pyarrow.parquet.write_table(pyarrow.table({"a": rows[0], "b": rows[1]}), sanov.folder / "columns.parquet")
    columns = {name: rows[:, i] for i, name in enumerate("abcd")}
    pyarrow.parquet.write_table(pyarrow.table(columns), sanov.folder / "rows.parquet")
    for file in ("narrow.npy", "rows.parquet"):
        assert sanov.json("matrix", file, "--measure", "manhattan")["values"][0][1] == pytest.approx(0.8, rel=1e-7)
    assert "row 1 of wide.npy sums to 1.000000022" in sanov.error("matrix", "wide.npy")
    for q in ("columns.parquet:b", "0.4,0.3,0.2,0.1"):
        values = sanov.json("measure", "columns.parquet:a", q, "--measure", "manhattan")["values"]
        assert values["manhattan"] == pytest.approx(0.8, rel=1e-7)
    assert "Q sums to 1.00000002," in sanov.error("measure", "columns.parquet:a", "0.4,0.3,0.2,0.10000002")


def test_svg(sanov: Sanov) -> None:
    assert sanov("matrix", MONTHS, "--counts", "-o", "m.svg").code == 0
    root = xml.etree.ElementTree.parse(sanov.folder / "m.svg").getroot()
    tooltips = [e.text for e in root.iter("{http://www.w3.org/2000/svg}title")]
    assert len(tooltips) == 144
    assert tooltips[0] == "January, January: 0"


def test_png(sanov: Sanov) -> None:
    assert sanov("matrix", MONTHS, "--counts", "-o", "m.png").code == 0
    data = (sanov.folder / "m.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + size
    width, height, bits, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (width, height, bits, colour) == (480, 480, 8, 3)
    lines = numpy.frombuffer(zlib.decompress(chunks[b"IDAT"]), dtype="u1").reshape(height, width + 1)
    assert (lines[:, 0] == 0).all()
    wanted = numpy.array(sanov.json("matrix", MONTHS, "--counts")["values"])
    numpy.testing.assert_allclose(lines[20::40, 21::40], 255 * wanted / wanted.max(), atol=0.51)


def test_picture_in_the_terminal(sanov: Sanov) -> None:
    out = sanov("matrix", MONTHS, "--counts", "--picture").out
    line = next(line for line in out.splitlines() if line.lstrip().startswith("July"))
    assert line.split("July  ")[1].startswith("▓▓██") and line.index("July  ") + 6 + 12 == line.index("    ", 12)
    assert sanov("matrix", MONTHS, "--counts", "--picture", "--ascii").out.isascii()
    numpy.save(sanov.folder / "many.npy", numpy.random.default_rng(1).dirichlet([1] * 5, 300))
    shrunk = sanov("matrix", "many.npy", "--picture").out
    assert max(map(len, shrunk.splitlines())) <= 80 and "each block is the mean of" in shrunk


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([MONTHS], "row 1 (January) of"),
        ([MONTHS], "sums to 124, not to 1. Give probabilities, or --counts"),
        ([MONTHS, "--measure", "jss"], "measure 'jss' is unknown. Did you mean 'js'?"),
        ([MONTHS, "--measure", "js,kl"], "--measure names several measures. A matrix is of one."),
        ([MONTHS, "--measure", "entropy"], "a matrix needs a measure of two distributions"),
        ([MONTHS, "--counts", "-o", "m.xlsx"], "m.xlsx ends in none of .csv"),
        ([MONTHS, "--counts", "-o", "no/such/m.csv"], "no/such/m.csv cannot be written"),
        ([f"{EXAMPLES}/weather-2012.csv"], "weather-2012.csv:date is of dates or times"),
        ([MONTHS, "--counts", "--picture", "-o", "m.svg"], "--picture and -o exclude each other"),
        ([MONTHS, "--counts", "--json", "-o", "m.svg"], "--json and -o m.svg exclude each other"),
        ([MONTHS, "--counts", "--json", "--picture"], "--picture and --json exclude each other"),
        (["none.npy"], "none.npy cannot be opened"),
        (["none.csv"], "none.csv"),
    ],
)
def test_wrong_input_is_one_line(sanov: Sanov, arguments: list[str], line: str) -> None:
    assert line.lower() in sanov.error("matrix", *arguments).lower()


def test_broken_files(sanov: Sanov) -> None:
    (sanov.folder / "neg.csv").write_text("name,a,b\nx,0.4,0.6\ny,-0.3,1.3\n")
    assert "column a in row 2 (y) of neg.csv is -0.3" in sanov.error("matrix", "neg.csv")
    (sanov.folder / "gap.csv").write_text("name,a,b\nx,0.4,0.6\ny,,1\n")
    assert "gap.csv:a has no number in row 2 (y)." in sanov.error("matrix", "gap.csv")
    assert "column a in row 2 (y) of neg.csv is -0.3" in sanov.error("matrix", "neg.csv", "--counts")
    (sanov.folder / "nothing.csv").write_text("a,name\n1,x\n0,y\n")
    assert "row 2 (y) of nothing.csv is all zero" in sanov.error("matrix", "nothing.csv", "--counts")
    (sanov.folder / "late.csv").write_text("a,name\n1,x\n,y\n")
    assert "late.csv:a has no number in row 2 (y)." in sanov.error("matrix", "late.csv")
    (sanov.folder / "texts.csv").write_text("name,kind,b\nx,y,0.6\n")
    assert "texts.csv:kind is of text too" in sanov.error("matrix", "texts.csv")
    numpy.save(sanov.folder / "flat.npy", numpy.array([0.5, 0.5]))
    assert "flat.npy has 1 dimension." in sanov.error("matrix", "flat.npy")
    whole = (sanov.folder / "flat.npy").read_bytes()
    (sanov.folder / "cut.npy").write_bytes(whole[:-3])
    assert "cut.npy holds" in sanov.error("matrix", "cut.npy")


def test_a_write_that_fails_names_the_path_that_was_given(sanov: Sanov) -> None:
    rows = numpy.random.default_rng(1).dirichlet([1] * 3, 150)
    numpy.save(sanov.folder / "rows.npy", rows)
    for name in ("m.csv", "m.npy", "m.parquet"):
        limited = f"trap '' XFSZ; ulimit -f 1; exec {sanov.program} matrix rows.npy -o {name}"
        done = subprocess.run(["bash", "-c", limited], cwd=sanov.folder, capture_output=True, text=True)
        assert done.returncode == 2 and done.stderr.startswith(f"sanov matrix: {name} cannot be written: "), done.stderr
        assert [path.name for path in sanov.folder.iterdir()] == ["rows.npy"]


def test_a_failed_write_leaves_what_was_there(sanov: Sanov) -> None:
    (sanov.folder / "m.csv").write_text("kept")
    sanov.error("matrix", MONTHS, "-o", "m.csv")
    assert (sanov.folder / "m.csv").read_text() == "kept"
