"""`sanov fit`: families ranked on data, and a family fitted to a density."""

from __future__ import annotations

import math
import re
import struct
import xml.etree.ElementTree as xml
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import EXAMPLES, Sanov

WIND = f"{EXAMPLES}/weather-2012.csv:wind"


def test_families_are_ranked_and_the_verdict_says_so(sanov: Sanov) -> None:
    answer = sanov.json("fit", WIND, "--draws", "19")
    scores = [family["score"] for family in answer["families"] if not isinstance(family["score"], str)]
    assert scores == sorted(scores, reverse=True)
    assert answer["n"] == 366
    assert answer["recorded_to"] == 0.1
    assert answer["families"][0]["behind"] == 0
    assert sum(family["wins"] for family in answer["families"]) == pytest.approx(1)
    assert any(left["family"] == "poisson" for left in answer["left_out"])


def test_the_lognormal_is_the_moments_of_the_logarithms(sanov: Sanov) -> None:
    answer = sanov.json("fit", "1,2,4,8", "--family", "lognormal")
    (fit,) = answer["families"]
    logs = [math.log(x) for x in (1, 2, 4, 8)]
    mean = sum(logs) / 4
    sd = math.sqrt(sum((x - mean) ** 2 for x in logs) / 4)
    assert fit["parameters"] == pytest.approx({"log_mean": mean, "log_sd": sd}, rel=1e-12)
    assert fit["standard_errors"] == pytest.approx({"log_mean": sd / 2, "log_sd": sd / math.sqrt(8)}, rel=1e-9)


def test_zeros_that_no_density_gives_are_set_apart(sanov: Sanov) -> None:
    answer = sanov.json("fit", f"{EXAMPLES}/weather-2012.csv:precipitation", "--draws", "0")
    assert answer["atom"]["value"] == 0
    assert answer["atom"]["share"] == pytest.approx(189 / 366)
    assert answer["n"] == 177


def test_censored_weeks_are_time_over_events(sanov: Sanov) -> None:
    rows = [f"{EXAMPLES}/remission.csv:weeks", "--event", "relapsed", "--family", "exponential"]
    answer = sanov.json("fit", *rows)
    assert answer["n"] == 21 and answer["interval_rows"] == 12
    assert answer["families"][0]["parameters"]["scale"] == pytest.approx(359 / 9, rel=1e-7)
    assert answer["families"][0]["fit_p"] is None


def test_intervals_of_parameters(sanov: Sanov) -> None:
    rows = [f"{EXAMPLES}/remission.csv:weeks", "--event", "relapsed", "--family", "exponential"]
    low, high = sanov.json("fit", *rows, "--intervals", "information", "--level", "0.9")["families"][0]["intervals"]["scale"]
    # Of d events the logarithm of the scale has the standard error 1/√d.
    assert math.log(high / low) == pytest.approx(2 * 1.6448536269514722 / 3, rel=1e-5)
    assert "In brackets: 95% confidence intervals" in sanov("fit", *rows, "--intervals", "profile").out
    assert "Did you mean profile?" in sanov.error("fit", *rows, "--intervals", "profil")
    assert "--level is 2" in sanov.error("fit", *rows, "--intervals", "profile", "--level", "2")


def test_a_location_that_is_freed(sanov: Sanov) -> None:
    values = "10.4,10.9,11.3,11.6,11.8,12.1,12.2,12.6,13.1,14.2"
    answer = sanov.json("fit", values, "--family", "exponential,normal", "--free", "location", "--draws", "0")
    by_family = {each["family"]: each for each in answer["families"]}
    assert by_family["exponential"]["parameters"] == pytest.approx({"scale": 1.62, "location": 10.4})
    assert by_family["exponential"]["standard_errors"]["location"] is None
    assert "smallest value" in by_family["exponential"]["remark"]
    assert "location 10.4" in sanov("fit", values, "--family", "exponential", "--free", "location", "--draws", "0").out
    assert "--free names lokation" in sanov.error("fit", "1.5,2,3", "--family", "levy", "--free", "lokation")
    assert "--free needs families that are named" in sanov.error("fit", "1.5,2,3", "--free", "location")


def test_rows_between_ends_and_their_weights(sanov: Sanov, tmp_path: Path) -> None:
    file = tmp_path / "cells.csv"
    file.write_text("low,high,times\n0,2,30\n2,,10\n")
    answer = sanov.json("fit", str(file), "--between", "low:high", "--weights", "times", "--family", "exponential")
    assert answer["families"][0]["parameters"]["scale"] == pytest.approx(2 / math.log(4), rel=1e-6)


def test_truncated_and_rounded_values(sanov: Sanov) -> None:
    answer = sanov.json("fit", "1,1,2,3,1,5", "--truncate", "0:", "--family", "poisson", "--draws", "0")
    rate = answer["families"][0]["parameters"]["mean"]
    assert rate / -math.expm1(-rate) == pytest.approx(13 / 6, rel=1e-6)
    answer = sanov.json("fit", WIND, "--rounded", "0.1", "--family", "gamma", "--draws", "0")
    assert answer["rounded"] == 0.1 and answer["recorded_to"] == 0.1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["1,2", "--event", "1,2"], "row 2 of --event is 2"),
        (["1,2", "--event", "0,0"], "nothing was seen to happen"),
        (["1,2", "--event", "1"], "--event has 1 rows, but DATA has 2"),
        (["1,2", "--between", "a:b"], "With --between it is a file"),
        (["1,2", "--truncate", "3:1"], "--truncate is from 3 to 1"),
        (["1,2", "--truncate", "3"], "--truncate is '3'. It is LOW:HIGH"),
        (["1,2", "--rounded", "0"], "--rounded is 0. A step is positive and finite"),
        (["1,2", "--rounded", "1", "--event", "1,1"], "--rounded does not go with --event"),
    ],
)
def test_rows_that_cannot_be(sanov: Sanov, options: list[str], sentence: str) -> None:
    assert sentence in sanov.error("fit", *options)


EXPERIMENT = ["normal(-5,1)+normal(10,1)", "--family", "normal", "--grid", "-15:15:1000"]


@pytest.mark.parametrize(
    ("loss", "start", "value", "mean", "sd"),
    [
        ("kl", "mu=0,sigma=1", 0.146571904701, 2.49938476154, 5.23110466727),
        ("mse", "mu=0,sigma=1", 0.00939375657, -5, 1),
        ("mse", "mu=5,sigma=1", 0.00939375657, 10, 1),
        ("cosine", "mu=5,sigma=1", 1 - 1 / math.sqrt(2), 10, 1),
    ],
)
def test_the_reference_experiment(sanov: Sanov, loss: str, start: str, value: float, mean: float, sd: float) -> None:
    """What PyTorch's Adam prints after 10,000 steps."""
    answer = sanov.json("fit", *EXPERIMENT, "--loss", loss, "--start", start)
    assert answer["loss"] == pytest.approx(value, abs=5e-10)
    assert answer["parameters"] == pytest.approx({"mean": mean, "sd": sd}, abs=5e-9)


def test_the_trace_has_both_losses(sanov: Sanov, tmp_path: Path) -> None:
    trace = tmp_path / "trace.csv"
    done = sanov("fit", *EXPERIMENT, "--trace", str(trace), "--trace-every", "2500")
    lines = trace.read_text().splitlines()
    assert lines[0] == "step,loss,loss_at_parameters,mean,sd"
    assert [line.split(",")[0] for line in lines[1:]] == ["0", "2500", "5000", "7500", "10000"]
    assert "0.177 nats" in done.out


WORD = {"data": "nats a value", "density": "last forward pass"}


def test_pictures_are_written(sanov: Sanov, tmp_path: Path) -> None:
    for name, arguments in {"data": [WIND, "--draws", "0"], "density": EXPERIMENT}.items():
        first, second = tmp_path / f"{name}.svg", tmp_path / f"{name}-2.svg"
        sanov("fit", *arguments, "-o", str(first))
        done = sanov("fit", *arguments, "--plot", str(second))
        assert xml.parse(first).getroot().tag.endswith("svg")
        assert second.read_text() == first.read_text() and WORD[name] in done.out


def test_the_page(sanov: Sanov, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("<i>wind & rain</i>\n" + "\n".join(str(1 + k * k / 50) for k in range(60)))
    page = tmp_path / "report.html"
    done = sanov("fit", "data.csv:<i>wind & rain</i>", "--draws", "0", "--html", str(page))
    assert done.code == 0, done.err
    assert "nats a value" in done.out
    text = page.read_text()
    # One page: nothing is fetched, and names are text.
    assert not re.search(r"(?:src|href|url)\s*[=(]", text) and "<script" not in text and "<i>" not in text
    assert "<h1>&lt;i&gt;wind &amp; rain&lt;/i&gt;</h1>" in text and text.count("<svg") == 3
    assert "prefers-color-scheme: dark" in text and "width=device-width" in text
    answer = sanov.json("fit", "data.csv:<i>wind & rain</i>", "--draws", "0")
    assert answer["verdict"].replace("<", "&lt;") in text
    for each in [*answer["families"], *answer["left_out"]]:
        assert re.search(rf">{each['family']}[<:]", text), each["family"]
    balance = Balance()
    balance.feed(text)
    assert balance.open == []


class Balance(HTMLParser):
    """Elements that were opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag


def test_residuals_are_of_counts(sanov: Sanov, tmp_path: Path) -> None:
    """Values that no cell of the best family has in such numbers stand up in red, and nothing else does."""
    even = [k / 100 + 0.005 for k in range(100)]
    picture = tmp_path / "fit.svg"
    for values, red in ((even, 0), ([*even, *(0.301 + k / 10000 for k in range(18))], 1)):
        text = ",".join(map(str, values))
        assert sanov("fit", text, "--family", "uniform", "--draws", "0", "-o", str(picture)).code == 0
        assert picture.read_text().count('Z" fill="#d1495b"') == red


def png_size(path: Path) -> tuple[int, ...]:
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", head[16:])


def test_pictures_in_pixels(sanov: Sanov, tmp_path: Path) -> None:
    density, data = tmp_path / "it's.png", tmp_path / "data.png"
    assert sanov("fit", *EXPERIMENT, "--plot", str(density)).code == 0
    assert sanov("fit", WIND, "--draws", "0", "--family", "gamma", "-o", str(data)).code == 0
    assert png_size(density) == (1360, 840) and png_size(data)[0] > 1000
    assert sorted(tmp_path.iterdir()) == [data, density]


def test_the_animation(sanov: Sanov, tmp_path: Path) -> None:
    film = tmp_path / "fit.gif"
    done = sanov("fit", *EXPERIMENT, "--start", "mu=0,sigma=1", "--animate", str(film))
    assert done.code == 0 and "2.49938476" in done.out
    data = film.read_bytes()
    assert data.startswith(b"GIF89a") and struct.unpack("<HH", data[6:10]) == (560, 400)
    # Each frame has a graphic control extension; the loop is Netscape's; 400 kB are what a page of documentation bears.
    assert 50 <= data.count(b"\x21\xf9\x04") <= 150 and b"NETSCAPE2.0" in data and len(data) < 400_000
    assert list(tmp_path.iterdir()) == [film]


def test_one_step_at_the_optimum_is_a_film_too(sanov: Sanov, tmp_path: Path) -> None:
    film, picture = tmp_path / "still.gif", tmp_path / "map.svg"
    words = ["--grid", "-8:8:400", "--steps", "1", "--animate", str(film), "--landscape", str(picture)]
    assert sanov("fit", "normal(0,1)", "--family", "normal", *words).code == 0
    assert film.read_bytes().startswith(b"GIF89a") and "nan" not in picture.read_text()


def test_without_gnuplot_nothing_is_done(sanov: Sanov, tmp_path: Path) -> None:
    for arguments in (["--animate", "fit.gif"], ["--plot", "fit.png"], ["-o", "fit.png"]):
        message = sanov.error("fit", *EXPERIMENT, "--trace", "trace.csv", *arguments, PATH=str(tmp_path))
        assert "gnuplot-nox" in message


def test_the_landscape(sanov: Sanov, tmp_path: Path) -> None:
    picture = tmp_path / "map.svg"
    assert sanov("fit", *EXPERIMENT, "--loss", "mse", "--start", "mu=0,sigma=1", "--landscape", str(picture)).code == 0
    words = [each.text for each in xml.parse(picture).getroot().iter("{http://www.w3.org/2000/svg}text")]
    assert {"start", "Adam's 10,000 steps", "3 optima", "mean", "sd"} <= set(words) and "−0" not in words
    # One parameter is a curve; of three each pair is a map.
    for family, names in {"exponential": {"scale", "loss"}, "student_t": {"location", "degrees_of_freedom"}}.items():
        assert sanov("fit", "gamma(2,3)", "--family", family, "--steps", "500", "--landscape", str(picture)).code == 0
        assert names <= {each.text for each in xml.parse(picture).getroot().iter("{http://www.w3.org/2000/svg}text")}


def test_many_starts_list_the_optima(sanov: Sanov) -> None:
    arguments = ["fit", *EXPERIMENT, "--loss", "mse", "--optimizer", "exact", "--starts", "20"]
    optima = sanov.json(*arguments)["optima"]
    assert sorted(round(each["parameters"]["mean"], 4) for each in optima) == [-5, 3.1749, 10]
    assert [each["loss"] for each in optima] == sorted(each["loss"] for each in optima)
    assert "from 21 starts" in sanov(*arguments).out
    assert "no other optimum" in sanov("fit", *EXPERIMENT, "--starts", "20").out


def test_adams_options(sanov: Sanov) -> None:
    """Without memory each step is a learning rate long."""
    words = ["--start", "mu=0,sigma=1", "--betas", "0,0", "--eps", "0", "--lr", "0.01", "--steps", "3"]
    answer = sanov.json("fit", *EXPERIMENT, *words)
    assert answer["parameters"] == pytest.approx({"mean": 0.03, "sd": 1.03}, abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["1,2,3", "--family", "gama"], "did you mean gamma?"),
        (["2,2,2", "--family", "normal"], "suits none of the families"),
        (["normal(0,1)"], "--family must name one family"),
        (["normal(0,1)", "--family", "normal", "--start", "mean"], "write NAME=VALUE"),
        (["normal(0,1)", "--family", "normal", "--start", "men=1"], "did you mean 'mean'?"),
        (["normal(0,1)", "--family", "normal", "--grid", "1:0:5"], "LOW below HIGH"),
        (["normal(0,1)", "--family", "normal", "--loss", "cosin"], "did you mean cosine?"),
        (["normal(0,1)", "--family", "gamma"], "makes the loss infinite"),
        (["normal(0,1", "--family", "gamma"], "expected"),
        (["normal(0,1)", "--family", "normal", "--animate", "fit.mp4"], "does not end in .gif"),
        (["normal(0,1)", "--family", "normal", "--optimizer", "exact", "--animate", "fit.gif"], "Adam's way"),
        (["normal(0,1)", "--family", "normal", "--plot", "fit.jpg"], "neither .svg nor .png"),
        (["normal(0,1)", "--family", "normal", "--betas", "0.9"], "--betas needs two numbers"),
        (["normal(0,1)", "--family", "normal", "--betas", "0.9,1"], "--betas is 1. It must be in [0, 1)"),
        (["normal(0,1)", "--family", "normal", "--eps", "-1"], "--eps is -1"),
        (["normal(0,1)", "--family", "normal", "--lr", "0"], "--lr is 0"),
        (["normal(0,1)", "--family", "normal", "--landscape", "fit.gif"], "neither .svg nor .png"),
        ([WIND, "--landscape", "fit.svg"], "--landscape is for fits to a density"),
        ([WIND, "--html", "fit.htm"], "does not end in .html"),
        (["normal(0,1)", "--family", "normal", "--html", "fit.html"], "--html is for fits to data"),
        ([WIND, "--animate", "fit.gif"], "--animate is for fits to a density"),
        ([f"{EXAMPLES}/weather-2012.csv:weather"], "weather"),
    ],
)
def test_bad_input_is_one_sentence(sanov: Sanov, arguments: list[str], sentence: str) -> None:
    answer = sanov("fit", *arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert sentence.lower() in answer.err.lower()


def test_methods_by_name(sanov: Sanov) -> None:
    by_moments = sanov.json("fit", "1,2,4,8", "--family", "normal", "--method", "moments", "--draws", "0")["families"][0]
    assert by_moments["method"] == "moments"
    assert by_moments["parameters"] == pytest.approx({"mean": 3.75, "sd": math.sqrt(7.1875)}, rel=1e-9)
    by_order = sanov.json("fit", "1,2,4,8", "--family", "normal", "--method", "l_moments", "--draws", "0")["families"][0]
    # Half the mean difference of two of them is sd/√π.
    assert by_order["parameters"]["sd"] == pytest.approx(math.sqrt(math.pi) * 23 / 12, rel=1e-9)
    assert "Fitted by L-moments" in sanov("fit", WIND, "--method", "l_moments", "--draws", "0").out
    wrong = sanov("fit", WIND, "--method", "moment")
    assert wrong.code == 2 and "Did you mean moments?" in wrong.err


def test_mixtures_of_normal_distributions(sanov: Sanov) -> None:
    answer = sanov.json("fit", "1,1.1,1.3,0.8,5,5.2,4.9,5.3", "--components", "1-2")
    assert answer["best"] == 2
    first, second = answer["fits"][1]["components"]
    assert first["weight"] == pytest.approx(0.5) and first["mean"] == pytest.approx(1.05)
    assert second["mean"] == pytest.approx(5.1) and second["sd"] == pytest.approx(math.sqrt(0.1 / 4))
    assert answer["fits"][1]["bic"] == pytest.approx(5 * math.log(8) - 2 * answer["fits"][1]["log_likelihood"])
    assert "BIC chooses" in sanov("fit", WIND, "--family", "mixture").out
    for arguments, sentence in {
        ("--components", "two"): "a number, 3, or a range, 1-6",
        ("--components", "3-2"): "the fewest first",
        ("--components", "2", "--family", "gamma"): "no --family goes with",
        ("--components", "2", "-o", "fit.svg"): "has no picture",
    }.items():
        wrong = sanov("fit", WIND, *arguments)
        assert wrong.code == 2 and sentence in wrong.err


FOUR = ("--family", "gamma,lognormal,normal,skew_normal", "--draws", "0")


def test_families_in_the_order_of_another_criterion(sanov: Sanov) -> None:
    bic = sanov.json("fit", WIND, *FOUR, "--criterion", "bic")
    values = [each["criterion"] for each in bic["families"]]
    assert bic["criterion"] == "bic" and values == sorted(values)
    assert values == [each["bic"] for each in bic["families"]]
    assert [each["gap"] for each in bic["families"]] == pytest.approx([value - values[0] for value in values])
    assert "bins" not in bic
    few = sanov.json("fit", WIND, *FOUR, "--criterion", "binned_kl", "--bins", "5")
    assert few["bins"] == 5 and few["families"][0]["family"] == "gamma"
    assert sanov.json("fit", WIND, *FOUR)["families"][0]["family"] == "skew_normal"


def test_binned_kl_says_its_bins_and_what_it_does_not_know(sanov: Sanov) -> None:
    out = " ".join(sanov("fit", WIND, *FOUR, "--criterion", "binned_kl").out.split())
    assert "skew_normal has the smallest binned KL on 16 bins" in out
    assert "It depends on the bins" in out and "has no error" in out
    assert "wins" not in out
    each = sanov.json("fit", "0,0,1,2,5", "--family", "poisson", "--draws", "0", "--criterion", "binned_kl")
    assert each["bins"] == 6


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--criterion", "binned_k"), "Did you mean binned_kl?"),
        (("--criterion", "aicc", "--bins", "5"), "Did you mean aic?"),
        (("--bins", "5"), "--bins is for the criterion binned_kl, and not for held_out"),
        (("--criterion", "binned_kl", "--bins", "1"), "--bins is 1. It is from 2 to 1000000"),
        (("--criterion", "binned_kl", "--bins", "0"), "--bins is 0. It is from 2 to 1000000"),
        (("--criterion", "binned_kl", "--rounded", "0.1"), "--criterion binned_kl is for values alone"),
        (("--components", "2", "--criterion", "aic"), "--criterion does not go with mixtures"),
    ],
)
def test_criteria_that_cannot_be(sanov: Sanov, arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in " ".join(sanov.error("fit", WIND, *arguments).split())


def test_bins_are_not_for_whole_numbers(sanov: Sanov) -> None:
    assert "of which each is a bin" in sanov.error("fit", "1,2,3,3", "--criterion", "binned_kl", "--bins", "3")


def test_a_fit_to_a_density_has_no_method_and_no_order(sanov: Sanov) -> None:
    target = ("fit", "normal(0,1)", "--family", "normal", "--steps", "1")
    assert "--method is for fits to data" in sanov.error(*target, "--method", "moments")
    assert "--criterion is for fits to data" in sanov.error(*target, "--criterion", "aic")


def test_the_family_that_is_not_refuted_is_named(sanov: Sanov) -> None:
    verdict = sanov.json("fit", f"{EXAMPLES}/weather-2012.csv:precipitation")["verdict"]
    assert re.match(r"birnbaum_saunders says most of values held out, but is refuted \(p < 0.01\); \w+, 0.0\d\d ± 0.0\d\d ", verdict)
    assert "none of these families" in sanov.json("fit", f"{EXAMPLES}/weather-2012.csv:temp_max")["verdict"]


def test_a_parameter_that_runs_to_the_edge_has_no_error(sanov: Sanov) -> None:
    options = ("--family", "student_t", "--method", "anderson_darling", "--draws", "0")
    (fit,) = sanov.json("fit", f"{EXAMPLES}/weather-2012.csv:temp_max", *options)["families"]
    assert fit["remark"].startswith("degrees_of_freedom runs to the edge of its domain")
    assert set(fit["standard_errors"].values()) == {None}
