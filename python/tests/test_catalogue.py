"""Every line of the catalogue is a function with its docs, its signature and its place in the package."""

import copy
import inspect
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sanov

EVERY = pytest.mark.parametrize("measure", sanov.catalogue.values(), ids=lambda measure: measure.name)


@EVERY
def test_a_measure_knows_itself(measure):
    assert getattr(sanov, measure.name) is sanov.catalogue[measure.name] is measure
    assert measure.name in sanov.__all__
    assert measure.__doc__.startswith(f"{measure.title}: ")
    assert measure.__name__ == measure.__qualname__ == measure.name
    assert measure.__module__ == "sanov"
    assert repr(measure) == f"<sanov.{measure.name}: {measure.title}>"
    assert measure.formula and measure.meaning
    assert measure.range[0] < measure.range[1]


@EVERY
def test_signatures_can_be_called_as_they_say(measure):
    signature = inspect.signature(measure)
    p = np.full((4, 4), 0.25)
    data = {"x": 0.5, "p": p[0], "q": p[1], "rows": p, "table": p / 4}
    given = {}
    for name, parameter in signature.parameters.items():
        given[name] = data[name] if parameter.default is inspect.Parameter.empty else parameter.default
    assert np.ndim(measure(**given)) == 0 or measure.shape in ("joint", "many")
    assert list(measure.parameters) == [name for name in signature.parameters if name in measure.parameters]


@EVERY
def test_pickled_and_copied_by_name(measure):
    assert pickle.loads(pickle.dumps(measure)) is measure
    assert copy.deepcopy(measure) is measure


def test_help_shows_the_docs():
    shown = subprocess.run(
        [sys.executable, "-c", "import sanov; help(sanov.kl)"], capture_output=True, text=True, check=True
    ).stdout
    assert "Kullback-Leibler divergence: " in shown


def test_the_catalogue_is_a_mapping_that_prints_as_a_table():
    lines = str(sanov.catalogue).splitlines()
    assert len(lines) == len(sanov.catalogue) == len(set(sanov.catalogue))
    assert lines[0].split()[0] == next(iter(sanov.catalogue))


def test_every_line_of_the_definitions_is_here():
    root = Path(__file__).resolve().parents[2]
    text = (root / "sanov" / "measures" / "measures.def").read_text()
    names = [line.split(",")[1].strip() for line in text.splitlines() if line.startswith("SANOV_MEASURE(")]
    assert names == list(sanov.catalogue)


def test_misspelt_names_are_answered_with_the_nearest():
    with pytest.raises(AttributeError, match="^module 'sanov' has no attribute 'helinger'; did you mean 'hellinger'\\?$"):
        sanov.helinger
    with pytest.raises(AttributeError, match="has no attribute 'matrx'; did you mean 'matrix'"):
        sanov.matrx
    with pytest.raises(AttributeError, match="^module 'sanov' has no attribute 'xylophone'$"):
        sanov.xylophone
    with pytest.raises(KeyError, match="helinger; did you mean 'hellinger'"):
        sanov.catalogue["helinger"]
    assert "helinger" not in sanov.catalogue and not hasattr(sanov, "__path_to_nowhere__")


def test_names_from_elsewhere_lead_home() -> None:
    from sanov._catalogue import elsewhere

    for theirs, ours in elsewhere.items():
        assert ours in sanov.__all__ and theirs not in sanov.__all__
        with pytest.raises(AttributeError, match=f"has no attribute '{theirs}'; did you mean '{ours}'"):
            getattr(sanov, theirs)



def test_the_version_is_the_commands():
    said = subprocess.run([sys.executable, "-m", "sanov._command", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout == f"sanov {sanov.__version__}\n"
    assert f'version = "{sanov.__version__}"' in (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text()


def test_no_measure_hides_a_function():
    listed = list(sanov.__all__)
    assert len(listed) == len(set(listed))
    for name in listed:
        assert hasattr(sanov, name)


def test_measures_are_made_by_the_catalogue_alone():
    with pytest.raises(TypeError):
        sanov.Measure()
    with pytest.raises(AttributeError):
        sanov.kl.name = "other"


def test_docstrings_speak_python():
    texts = {name: each.__doc__ for name, each in {**sanov.catalogue, **sanov.coefficients}.items()}
    assert "Raises ValueError unless both are probabilities, and if the lengths differ." in texts["kl"].replace("\n", " ")
    foreign = re.compile(r"Throws|InvalidArgument|DomainError|nullptr|::|=(true|false)\b|\w+\.(h|cc)\b")
    assert {name: foreign.findall(text) for name, text in texts.items() if foreign.search(text)} == {}
