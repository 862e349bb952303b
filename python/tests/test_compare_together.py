"""sanov.compare(joint=…, target=…): columns together, and a target against its covariates."""

import json

import numpy as np
import pytest

import sanov


def correlated(rows: int, correlation: float, seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    x, y = random.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], rows).T
    return {"x": x, "y": y, "sky": random.choice(["sun", "rain"], rows)}


def test_joint_sees_what_no_column_shows() -> None:
    found = sanov.compare(correlated(800, 0.7, 1), correlated(700, -0.7, 2), joint=["x", "y", "sky"])
    joint = found.joint
    assert joint is not None and found.shift is None
    assert not any(each.differs for each in found.columns.values()) and found.differs
    assert joint.classifier.p == 0.001 and joint.classifier.auc > 0.75
    assert joint.classifier.interval.lower < joint.classifier.auc < joint.classifier.interval.upper
    assert list(joint.columns)[2] == "sky" and joint.columns["x"].importance > 0.1
    assert joint.dimensions == 4 and joint.kl.interval is None and joint.kl.standard_error is not None
    assert (joint.reference_rows, joint.current_rows) == (800, 700)
    assert joint.mmd.p == joint.energy.p == joint.kl.p == 0.001
    assert "together: " in repr(found)
    assert json.loads(json.dumps(found.to_dict()))["joint"]["classifier"]["p"] == 0.001


def test_joint_of_one_distribution() -> None:
    # By chance p is at most 0.05 once in twenty; the seeds are fixed.
    found = sanov.compare(correlated(800, 0.7, 3), correlated(700, 0.7, 4), joint=["x", "y"])
    assert found.joint is not None and found.joint.classifier.p is not None and found.joint.classifier.p > 0.05
    assert not found.differs
    again = sanov.compare(correlated(800, 0.7, 3), correlated(700, 0.7, 4), joint=["x", "y"])
    assert again.joint == found.joint
    other = sanov.compare(correlated(800, 0.7, 3), correlated(700, 0.7, 4), joint=["x", "y"], seed=1, permutations=99)
    assert other.joint is not None and other.joint.classifier != found.joint.classifier


def shifted(rows: int, of_x: float, of_y: float, seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    x = random.normal(of_x, 1, rows)
    return {"x": x, "y": x + random.normal(of_y, 1, rows), "z": random.normal(size=rows)}


def test_target_tells_covariate_from_concept_shift() -> None:
    reference = shifted(2000, 0, 0, 1)
    covariate = sanov.compare(reference, shifted(2000, 0.5, 0, 2), target="y").shift
    concept = sanov.compare(reference, shifted(2000, 0, 0.5, 3), target="y").shift
    assert covariate is not None and concept is not None
    assert covariate.covariates["x"].covariate_shift.p == 0.001 < 0.01 < covariate.covariates["x"].concept_shift.p
    assert concept.covariates["x"].concept_shift.p == 0.001 < 0.01 < concept.covariates["x"].covariate_shift.p
    for shift in (covariate, concept):
        for each in shift.covariates.values():
            assert each.total == pytest.approx(each.covariate_shift.nats + each.concept_shift.nats, rel=1e-12)
    assert covariate.together is not None and covariate.together.concept_shift.p > 0.01
    assert list(covariate.covariates) == ["x", "z"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"joint": ["x", "w"]}, "joint names w, which is not in reference"),
        ({"joint": ["x"]}, "joint names one column; at least 2 columns are needed"),
        ({"joint": "x"}, "joint is 'x'; a list of columns is needed"),
        ({"joint": ["x", "x"]}, "joint names x twice"),
        ({"target": "w"}, "target names w, which is not in reference"),
        ({"target": "x", "columns": ["x"]}, "target has no covariate beside it"),
        ({"joint": ["x", "y"], "permutations": -1}, "permutations is -1; a whole number from 0 on is needed"),
    ],
)
def test_bad_options(options, message) -> None:
    with pytest.raises(ValueError) as error:
        sanov.compare(correlated(50, 0, 1), correlated(50, 0, 2), **options)
    assert message in str(error.value)
    assert str(error.value).startswith("compare: ")


def test_rows_that_cannot_be_compared() -> None:
    few = {"x": [1.0] * 19 + [None], "y": range(20)}
    many = {"x": range(30), "y": range(30)}
    with pytest.raises(ValueError, match="the current table has 19 rows with a value in each of the joint columns"):
        sanov.compare(many, few, joint=["x", "y"])
    with pytest.raises(ValueError, match="at least 20 are needed"):
        sanov.compare({"x": [1], "y": [2]}, many, target="y")
    with pytest.raises(ValueError, match="joint names y, which is "):
        sanov.compare(many, {"x": range(30), "y": ["a"] * 30}, joint=["x", "y"])
    dropped = sanov.compare({"x": [*range(30), float("inf")], "y": range(31)}, many, joint=["x", "y"]).joint
    assert dropped is not None and dropped.reference_dropped == 1 and dropped.reference_rows == 30
