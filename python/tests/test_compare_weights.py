"""sanov.compare(weights=…): rows that count more than others."""

import json

import numpy as np
import pytest

import sanov


def drawn(rows: int, seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    return {"x": random.normal(size=rows), "t": random.choice(["a", "b", "c"], rows), "w": random.lognormal(size=rows)}


def test_weights_against_numpy() -> None:
    before, after = drawn(800, 1), drawn(600, 2)
    found = sanov.compare(before, after, weights="w")
    assert list(sorted(found.columns)) == ["t", "x"] and found.weights is not None and found.weights.column == "w"
    kish = [table["w"].sum() ** 2 / (table["w"] ** 2).sum() for table in (before, after)]
    assert [found.weights.reference_effective, found.weights.current_effective] == pytest.approx(kish, rel=1e-8)
    for cell in found.columns["t"].cells:
        share = [table["w"][table["t"] == cell.label].sum() / table["w"].sum() for table in (before, after)]
        assert [cell.reference_share, cell.current_share] == pytest.approx(share, rel=1e-8)
    order = np.sort(np.concatenate([before["x"], after["x"]]))
    gaps = [
        abs(sum(sign * table["w"][table["x"] <= at].sum() / table["w"].sum() for sign, table in ((1, before), (-1, after))))
        for at in order
    ]
    axis = found.columns["x"].axis
    assert axis is not None
    assert axis.kolmogorov_smirnov == pytest.approx(max(gaps), rel=1e-8)
    assert axis.wasserstein == pytest.approx(float(np.dot(gaps[:-1], np.diff(order))), rel=1e-8)
    assert "weights `w`: n 800 counts as" in " ".join(repr(found).split())
    assert json.loads(json.dumps(found.to_dict()))["weights"]["column"] == "w"
    assert sanov.compare(before, after).weights is None


def test_equal_weights_change_nothing() -> None:
    before, after = ({**drawn(300, seed), "w": np.full(300, 0.3)} for seed in (1, 2))
    weighted = sanov.compare(before, after, weights="w").to_dict()
    plain = sanov.compare(before, after, columns=["x", "t"]).to_dict()
    assert weighted.pop("weights")["current_effective"] == 300
    assert plain.pop("weights") is None
    assert weighted == plain


def test_bad_weights() -> None:
    before, after = drawn(50, 1), drawn(50, 2)
    after["w"][3] = -1
    with pytest.raises(ValueError, match="row 4 of current has the weight -1 in w; weights are finite and not negative"):
        sanov.compare(before, after, weights="w")
    after["w"][3] = np.nan
    with pytest.raises(ValueError, match="row 4 of current has no weight in w"):
        sanov.compare(before, after, weights="w")
    with pytest.raises(ValueError, match="weights names t, which is text in reference"):
        sanov.compare(before, after, weights="t")
    with pytest.raises(ValueError, match="weights do not go with joint"):
        sanov.compare(before, after, weights="w", joint=["x", "t"])
    with pytest.raises(ValueError, match="weights need the rows"):
        sanov.compare(sanov.profile(before), before, weights="w")
