"""sanov measure: what issue and docs promise, and what is wrong input."""

from __future__ import annotations

import math

import pytest

from conftest import EXAMPLES, Sanov

WEATHER = [f"{EXAMPLES}/weather-2012.csv:weather", f"{EXAMPLES}/weather-2015.csv:weather"]


def kl(p: list[float], q: list[float]) -> float:
    return math.fsum(a * math.log(a / b) for a, b in zip(p, q, strict=True) if a > 0)


def test_values_of_two_inline_distributions(sanov: Sanov) -> None:
    # 50-digit values: 0.0225824210843573884…, 0.104649628752909590…
    first = sanov.json("measure", "0.4,0.6", "0.3,0.7")
    assert first["unit"] == "nats"
    assert first["values"]["kl"] == pytest.approx(0.0225824210843573884, rel=4e-16)
    assert first["samples_to_notice"] == 133
    assert [part["cell"] for part in first["explain"]] == [1, 2]
    assert math.fsum(part["contribution"] for part in first["explain"]) == pytest.approx(first["values"]["kl"], rel=1e-15)
    second = sanov.json("measure", "0.4,0.6", "0.2,0.8")
    assert second["values"]["kl"] == pytest.approx(0.104649628752909590, rel=4e-16)


def test_numbers_read_back_as_they_are(sanov: Sanov) -> None:
    out = sanov("measure", "0.4,0.6", "0.3,0.7", "--json").out
    number = out.split('"kl": ')[1].split(",")[0]
    assert repr(float(number)) == number


def test_the_telling_measures(sanov: Sanov) -> None:
    values = sanov.json("measure", "0.4,0.6", "0.3,0.7")["values"]
    assert list(values) == ["kl", "js", "js_distance", "total_variation", "hellinger"]
    middle = [0.35, 0.65]
    js = (kl([0.4, 0.6], middle) + kl([0.3, 0.7], middle)) / 2
    assert values["js"] == pytest.approx(js, rel=1e-13)
    assert values["js_distance"] == pytest.approx(math.sqrt(js), rel=1e-13)
    assert values["total_variation"] == pytest.approx(0.1, rel=1e-13)
    overlap = math.sqrt(0.4 * 0.3) + math.sqrt(0.6 * 0.7)
    assert values["hellinger"] == pytest.approx(math.sqrt(1 - overlap), rel=1e-10)


def test_infinity_names_its_cell(sanov: Sanov) -> None:
    answer = sanov.json("measure", "1,0", "0,1")
    assert answer["values"]["kl"] == "Infinity"
    assert answer["explain"][0] == {"cell": 1, "p": 1, "q": 0, "contribution": "Infinity"}
    assert answer["values"]["js"] == math.log(2)
    assert answer["samples_to_notice"] == 1
    text = sanov("measure", "1,0", "0,1")
    assert text.code == 0
    assert "∞ nats" in text.out and "Q gives nothing to cell 1, where P has 1" in text.out


def test_no_json_holds_a_bare_infinity_or_nan(sanov: Sanov) -> None:
    for arguments in (["1,0", "0,1"], ["0.5,0.5,0", "0.5,0,0.5"], ["1", "1"]):
        out = sanov("measure", *arguments, "--all", "--json").out.replace('"Infinity"', "").replace('"-Infinity"', "")
        assert "nfinity" not in out and "nan" not in out.lower().replace('"nan', "")


def test_bits(sanov: Sanov) -> None:
    answer = sanov.json("measure", "1,0", "0.5,0.5", "--bits")
    assert answer["unit"] == "bits"
    assert answer["values"]["kl"] == 1
    assert answer["values"]["total_variation"] == 0.5
    disjoint = sanov.json("measure", "1,0", "0,1", "--bits")["values"]
    assert disjoint["js"] == 1
    assert disjoint["js_distance"] == 1


def test_counts_are_divided_by_their_sum(sanov: Sanov) -> None:
    assert sanov.json("measure", "4,6", "3,7", "--counts")["values"] == pytest.approx(
        sanov.json("measure", "0.4,0.6", "0.3,0.7")["values"], rel=1e-14
    )


def test_logarithms(sanov: Sanov) -> None:
    logs = ",".join(repr(math.log(x)) for x in (0.4, 0.6))
    answer = sanov.json("measure", logs, "-1.2039728043259361,-0.35667494393873245", "--log")
    assert answer["values"]["kl"] == pytest.approx(kl([0.4, 0.6], [0.3, 0.7]), rel=1e-13)
    empty = sanov.json("measure", "-inf,0", "-0.6931471805599453,-0.6931471805599453", "--log")
    assert empty["values"]["kl"] == pytest.approx(math.log(2), rel=1e-15)


def test_standard_input(sanov: Sanov) -> None:
    for text in ("0.4,0.6", "0.4 0.6\n", "0.4\n0.6\n", " 0.4,\n 0.6 "):
        answer = sanov("measure", "-", "0.3,0.7", "--measure", "kl", "--json", stdin=text)
        assert answer.json["values"]["kl"] == pytest.approx(kl([0.4, 0.6], [0.3, 0.7]), rel=1e-14), text
    assert "cannot both be standard input" in sanov.error("measure", "-", "-")


def test_columns_of_categories_are_counted_and_aligned(sanov: Sanov) -> None:
    # 2012: rain 191, sun 118, drizzle 31, snow 21, fog 5 of 366; 2015: sun 162, rain 144, fog 52, drizzle 7 of 365.
    answer = sanov.json("measure", *WEATHER)
    parts = {part["cell"]: part for part in answer["explain"]}
    assert parts["snow"] == {"cell": "snow", "p": 21 / 366, "q": 0, "contribution": "Infinity"}
    assert parts["fog"]["p"] == 5 / 366 and parts["fog"]["q"] == 52 / 365
    # The sooner of: a day of snow has come (ln .05 / ln(1 − 21/366) = 50.7), and what the other days tell.
    rest = [n / 345 for n in (191, 118, 31, 5)]
    finite = kl(rest, [n / 365 for n in (144, 162, 7, 52)])
    assert answer["samples_to_notice"] == math.ceil(min(math.log(20) / finite, 50.7))


def test_missing_texts_are_a_category(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("kind,n\nx,1\n,2\ny,3\nx,4\n")
    (sanov.folder / "b.csv").write_text("kind,n\nx,1\ny,3\n")
    parts = {part["cell"]: part for part in sanov.json("measure", "a.csv:kind", "b.csv:kind")["explain"]}
    assert parts["(missing)"]["p"] == 0.25 and parts["(missing)"]["q"] == 0
    assert parts["y"]["p"] == 0.25 and parts["y"]["q"] == 0.5


def test_truths_meet_the_same_words_in_a_column_of_texts(sanov: Sanov) -> None:
    (sanov.folder / "a.csv").write_text("ok\ntrue\ntrue\nfalse\n")
    (sanov.folder / "b.csv").write_text("ok\ntrue\nfalse\nmaybe\n")
    values = sanov.json("measure", "a.csv:ok", "b.csv:ok", "--measure", "total_variation")
    assert values["cells"] == 3
    assert values["values"]["total_variation"] == pytest.approx(1 / 3, rel=1e-14)


def test_a_column_of_numbers_is_the_cells(sanov: Sanov) -> None:
    (sanov.folder / "d.csv").write_text("name,p,q\nsun,0.4,0.3\nrain,0.6,0.7\n")
    answer = sanov.json("measure", "d.csv:p", "d.csv:q", "--labels", "d.csv:name")
    assert answer["values"]["kl"] == pytest.approx(kl([0.4, 0.6], [0.3, 0.7]), rel=1e-14)
    assert [part["cell"] for part in answer["explain"]] == ["sun", "rain"]


def test_chosen_measures_and_their_parameters(sanov: Sanov) -> None:
    answer = sanov.json("measure", "0.4,0.6", "0.3,0.7", "--measure", "renyi(0.5),js", "--measure", "renyi(alpha=2)")
    overlap = math.sqrt(0.4 * 0.3) + math.sqrt(0.6 * 0.7)
    assert list(answer["values"]) == ["renyi(0.5)", "js", "renyi(2)"]
    assert answer["values"]["renyi(0.5)"] == pytest.approx(-2 * math.log(overlap), rel=1e-11)
    assert answer["values"]["renyi(2)"] == pytest.approx(math.log(0.16 / 0.3 + 0.36 / 0.7), rel=1e-11)


def test_ordered_measures_take_positions(sanov: Sanov) -> None:
    answer = sanov.json("measure", "1,0", "0,1", "--measure", "wasserstein,kolmogorov_smirnov", "--positions", "-1,4")
    assert answer["values"] == {"wasserstein": 5, "kolmogorov_smirnov": 1}


def test_one_distribution_one_number_one_table(sanov: Sanov) -> None:
    assert sanov.json("measure", "0.25,0.25,0.25,0.25", "--bits")["values"]["entropy"] == 2
    assert sanov.json("measure", "0.5", "--measure", "binary_entropy", "--bits")["values"]["binary_entropy"] == 1
    table = sanov.json("measure", "0.5,0;0,0.5", "--bits")["values"]
    assert table["mutual_information"] == pytest.approx(1, rel=1e-15)


def test_all_measures(sanov: Sanov) -> None:
    values = sanov.json("measure", "0.4,0.6", "0.3,0.7", "--all", "--positions", "1,2")["values"]
    listed = {m["name"] for m in sanov.json("list")["measures"] if m["shape"] in ("two", "ordered")}
    assert set(values) == listed


def test_smoothing_is_by_name_and_says_how_much_it_decides(sanov: Sanov) -> None:
    def by_hand(a: float) -> float:
        return kl([(3 + a) / (4 + 2 * a), (1 + a) / (4 + 2 * a)], [(4 + a) / (4 + 2 * a), a / (4 + 2 * a)])

    arguments = ["measure", "3,1", "4,0", "--counts", "--measure", "kl"]
    assert sanov.json(*arguments)["values"]["kl"] == "Infinity"
    answer = sanov.json(*arguments, "--smoothing", "additive(0.5)")
    assert answer["values"]["kl"] == pytest.approx(by_hand(0.5), rel=1e-12)
    assert answer["smoothing"]["name"] == "additive(0.5)"
    assert answer["smoothing"]["at_half"]["kl"] == pytest.approx(by_hand(0.25), rel=1e-12)
    assert answer["smoothing"]["at_twice"]["kl"] == pytest.approx(by_hand(1), rel=1e-12)
    out = sanov(*arguments, "--smoothing", "additive").out.splitlines()
    at = out.index("smoothed by additive(0.5), which decides so much")
    assert out[at + 1].split() == "with half of it as given with twice as much".split()
    held = sanov.json("measure", "0.5,0.5,0", "1,0,0", "--measure", "kl", "--smoothing", "holdout(0.1)")
    assert held["values"]["kl"] == pytest.approx(kl([0.45, 0.45, 0.1], [0.9, 0.05, 0.05]), rel=1e-12)
    categories = sanov.json("measure", *WEATHER, "--measure", "kl", "--smoothing", "additive")
    assert categories["values"]["kl"] < 1


def test_the_explanation_is_cut_where_asked(sanov: Sanov) -> None:
    whole = sanov.json("measure", "0.2,0.3,0.5", "0.5,0.3,0.2")
    cut = sanov.json("measure", "0.2,0.3,0.5", "0.5,0.3,0.2", "--cells", "1")
    assert cut["explain"] == whole["explain"][:1]
    assert cut["not_shown"]["contribution"] == pytest.approx(whole["explain"][1]["contribution"], rel=1e-14)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["0.4,0.7", "0.3,0.7"],
            "P sums to 1.1, not to 1. Give probabilities, or --counts to have them divided by their sum.",
        ),
        (["0.4,0.6", "0.3,0.8"], "Q sums to 1.1, not to 1."),
        (["-0.1,1.1", "0.5,0.5"], "cell 1 of P is -0.1. It must be finite and not negative."),
        (["0.5,0.5", "nan,1"], "cell 1 of Q is NaN."),
        (["0.5,0.5", "inf,1"], "cell 1 of Q is Infinity."),
        (["", "0.5,0.5"], "P is empty."),
        (["0.5,0.5", "1,0,0"], "Q has 3 cells, but P has 2. They must be the same cells."),
        (["-0.6931471805599453,-0.6931471805599453", "0.5,0.5"], "cell 1 of P is -0.6931471805599453. "),
        (["0.5,half", "0.5,0.5"], "P has 'half' as cell 2, which is no number."),
        (["0.5,,0.5", "0.5,0.5"], "P lacks a number before its comma 2."),
        (["1e400,1", "0.5,0.5"], "cell 1 of P is Infinity."),
        (["0.5,0.5", "0.5,0.5", "--measure", "kll"], "measure 'kll' is unknown. Did you mean 'kl'?"),
        (["0.5,0.5", "0.5,0.5", "--measure", "renyi(alhpa=1)"], "'renyi(alhpa=1)' has no parameter 'alhpa'. Did you mean"),
        (["0.5,0.5", "0.5,0.5", "--measure", "renyi(-1)"], "renyi: alpha is -1. It must be in [0, Infinity]."),
        (["0.5,0.5", "0.5,0.5", "--measure", "kl(1)"], "'kl(1)' has a parameter. The measure kl takes none."),
        (["0.5,0.5", "0.5,0.5", "--measure", "renyi(1,2)"], "The measure renyi takes 1."),
        (["0.5,0.5", "0.5,0.5", "--measure", "kl", "--all"], "--all and --measure exclude each other."),
        (["0.5,0.5", "0.5,0.5", "--measure", "entropy"], "entropy is of one distribution"),
        (["0.5,0.5", "0.5,0.5", "--labels", "a"], "--labels has 1 name, but P has 2 cells."),
        (["0.5,0.5", "0.5,0.5", "--mesure", "kl"], "option '--mesure' is unknown. Did you mean '--measure'?"),
        (["0.5,0.5", "0.5,0.5", "0.5,0.5"], "'0.5,0.5' is one argument too many."),
        (["0.5,0.5", "0.5,0.5", "--log", "--counts"], "--log and --counts exclude each other."),
        (["0,0", "0.5,0.5", "--counts"], "P is all zero."),
        (["1e308,1e308", "0.5,0.5", "--counts"], "P has a sum that overflows."),
        (["1e308,1e308", "0.5,0.5"], "P sums to inf, not to 1."),
        (["0.5,0.5", "1,0", "--smoothing", "additive"], "additive smoothing is for counts."),
        (["0.5,0.5", "1,0", "--smoothing", "aditive"], "smoothing 'aditive' is unknown. Did you mean 'additive'?"),
        (["0.5,0.5", "1,0", "--smoothing", "holdout(2)"], "holdout: amount is 2. It must be between 0 and 1."),
        ([], "P is required."),
        (["no-such-file.csv:a", "0.5,0.5"], "no-such-file.csv"),
        ([f"{EXAMPLES}/weather-2012.csv:wether", "1"], "has no column 'wether'. Did you mean 'weather'?"),
        ([f"{EXAMPLES}/weather-2012.csv", "1"], "without a column. Its columns are date,"),
        ([f"{EXAMPLES}/weather-2012.csv:date", "1"], "is of dates or times."),
        ([f"{EXAMPLES}/weather-2012.csv:weather", "0.5,0.5"], "is of categories. Both must be of one kind."),
        ([f"{EXAMPLES}/weather-2012.csv:wind", f"{EXAMPLES}/weather-2015.csv:wind"], "two samples are for `sanov compare`"),
    ],
)
def test_wrong_input_is_one_line(sanov: Sanov, arguments: list[str], line: str) -> None:
    error = sanov.error("measure", *arguments)
    assert error.startswith("sanov measure: ")
    assert line.lower() in error.lower()


def test_a_missing_number_is_named(sanov: Sanov) -> None:
    (sanov.folder / "d.csv").write_text("p,q\n0.4,0.3\n,0.7\n")
    assert "d.csv:p has no number in row 2" in sanov.error("measure", "d.csv:p", "d.csv:q")


def test_text_fits_the_terminal(sanov: Sanov) -> None:
    for columns in ("60", "80", "120"):
        out = sanov("measure", *WEATHER, "--all", COLUMNS=columns).out
        assert max(map(len, out.splitlines())) <= int(columns)


def test_ascii(sanov: Sanov) -> None:
    plain = sanov("measure", *WEATHER, "--all", "--ascii").out
    assert plain.isascii() and "KL(P||Q)" in plain and "##########" in plain
    assert sanov("measure", *WEATHER, "--all", NO_COLOR="1").out == plain
    assert sanov("measure", *WEATHER, "--all", LC_ALL="C").out == plain


def test_the_same_bits_for_any_threads_and_instructions(sanov: Sanov) -> None:
    rows = "\n".join(f"{1 + i % 7},{1 + i * i % 11}" for i in range(100_000))
    (sanov.folder / "big.csv").write_text("p,q\n" + rows + "\n")
    arguments = ["measure", "big.csv:p", "big.csv:q", "--counts", "--all", "--json"]
    expected = sanov(*arguments, SANOV_THREADS="1", SANOV_SIMD="avx2").out
    assert sanov(*arguments, SANOV_THREADS="2", SANOV_SIMD="avx2").out == expected
    assert sanov(*arguments, SANOV_THREADS="3").out == expected


def test_numbers_and_nouns_agree(sanov: Sanov) -> None:
    assert "KL(P‖Q)  1 bit    " in sanov("measure", "1,0", "0.5,0.5", "--bits", "--measure", "kl").out
    assert "KL(P‖Q)  2e-12 nats" in (out := sanov("measure", "0.5,0.5", "0.500001,0.499999", "--measure", "kl").out)
    assert "about 1.5e12 samples" in " ".join(out.split())  # ln 20 / 2e-12 = 1.498e12


def test_everything_fits_the_page(sanov: Sanov) -> None:
    long = "a label that goes on and on and further than any column of a table should,b"
    asked = [
        ["measure", "0.4,0.6", "0.3,0.7", "--all", "--positions", "1,5"],
        ["measure", "3,1", "4,0", "--counts", "--smoothing", "additive", "--all"],
        ["measure", "0.4,0.6", "0,1", "--labels", long],
        ["list"],
        ["list", "renyi"],
        ["list", "mutual_information"],
    ]
    for arguments in asked:
        for more in ([], ["--ascii"]):
            out = sanov(*arguments, *more).out
            assert out and max(map(len, out.splitlines())) <= 80
            assert out.isascii() or not more
            bars = {max(line.find("  █"), line.find("  #")) for line in out.splitlines() if line.endswith(("█", "#", "-"))}
            assert len(bars) <= 1
