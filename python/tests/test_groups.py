"""sanov.groups: which groups differ from everybody else."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.csv
import pytest

import sanov

BIRDS = Path(__file__).resolve().parents[2] / "examples" / "birdstrikes.csv"
PHASE, SPEED = "Phase of flight", "Speed IAS in knots"


def film_goers() -> pd.DataFrame:
    generator = np.random.default_rng(7)
    frames = []
    for movie in range(40):
        rows = 20 + 10 * movie
        age = generator.normal(34 if movie == 12 else 40, 12, rows).round()
        frames.append(pd.DataFrame({"movie": f"film {movie}", "age": age}))
    return pd.concat(frames, ignore_index=True)


def test_is_a_films_audience_younger_than_the_population():
    audience = film_goers()
    found = sanov.groups(audience, by="movie", of="age")
    assert found.differs and found.levels[0].found[0].name == "film 12"
    film = found["film 12"]
    ours, others = (audience.age[(audience.movie == "film 12") == side] for side in (True, False))
    shift = film.direction.shift
    assert shift.value == np.median(np.subtract.outer(ours.to_numpy(), others.to_numpy()))
    assert shift.interval.lower <= -6 <= shift.interval.upper < 0
    assert film.difference.startswith("younger by ")
    assert "film 12" in repr(found) and "younger by" in repr(found)


@pytest.mark.parametrize("read", [str, pd.read_csv, pyarrow.csv.read_csv], ids=["str", "pandas", "arrow"])
def test_any_table(read):
    expected = sanov.groups(BIRDS, by=PHASE, of=SPEED)
    assert sanov.groups(read(BIRDS), by=PHASE, of=SPEED).levels == expected.levels


def test_tables_of_the_answer():
    found = sanov.groups(BIRDS, by=["Wildlife Size", PHASE], of=SPEED, top=0)
    frame = found.to_pandas()
    assert len(frame) == sum(level.tested for level in found.levels) == len(found.table)
    assert list(frame["Wildlife Size"].iloc[:2]) == [each.name for each in found.levels[0].found[:2]]
    assert frame[PHASE].isna().sum() == found.levels[0].tested
    assert (frame.js_distance_lower <= frame.js_distance).all() and (frame.js_distance <= frame.js_distance_upper).mean() > 0.5
    plain = found.to_dict()
    first = plain["levels"][1]["found"][0]
    assert first["direction"]["shift"]["interval"].keys() == {"lower", "upper", "level"}
    assert "_core" not in plain
    with pytest.raises(KeyError):
        found["no such group"]


def test_texts_have_shares_and_no_direction():
    found = sanov.groups(BIRDS, by=PHASE, of="Wildlife Size", only=["Climb", "Approach"])
    assert {each.name for each in found.levels[0].found} == {"Climb", "Approach"}
    frame = pd.read_csv(BIRDS).dropna(subset=[PHASE, "Wildlife Size"])
    for each in found.levels[0].found:
        inside = frame[PHASE] == each.name
        assert each.direction is None and " → " in each.difference
        assert each.moved.share == pytest.approx((frame["Wildlife Size"][inside] == each.moved.label).mean())
        assert each.moved.others_share == pytest.approx((frame["Wildlife Size"][~inside] == each.moved.label).mean())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "Fase of flight", "of": SPEED}, "did you mean Phase of flight"),
        ({"by": PHASE, "of": PHASE}, "cannot be what is grouped by"),
        ({"by": PHASE, "of": SPEED, "top": -1}, "top is -1"),
        ({"by": [], "of": SPEED}, "by names no column"),
        ({"by": PHASE, "of": SPEED, "only": "Clim"}, "did you mean Climb"),
    ],
)
def test_bad_input(options, said):
    with pytest.raises(ValueError, match=said):
        sanov.groups(BIRDS, **options)
