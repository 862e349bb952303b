"""sanov.torch against torch.nn.functional, value and every gradient, over the whole grid.

The reference is torch in float64, of the very numbers that ours are given: what is compared is our rounding, not torch's.
As a share of the largest number in a tensor, float64 may differ by 1e-12, float32 by 2e-6 (rows are computed in float), and
bfloat16 by 2^-7: rounding to its 8 bits costs up to 2^-8, once for a gradient and once for its product with what comes
from above. Where torch has no such loss, gives NaN or a gradient that is not its value's, the reference is the
composition, whose own gradients test_torch_gradients.py checks against differences.
"""

import dataclasses
import warnings

import pytest
import torch
from torch_cases import DTYPES, cases, has_mean, reference

import sanov.torch
from sanov._losses import LOSSES

TOLERANCE = {torch.float64: 1e-12, torch.float32: 2e-6, torch.bfloat16: 2.0**-7}
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def difference(found, expected):
    """The largest, as a share of the largest number."""
    if found.numel() == 0:
        return 0.0
    scale = expected.abs().max().clamp(min=1e-30)
    return ((found.double() - expected).abs().max() / scale).item()


def gradients(value, weights, operands):
    asked = [each for each in operands if each.requires_grad]
    return torch.autograd.grad(value, asked, weights, allow_unused=True)


def compared(case):
    """The differences of the value and of each gradient."""
    loss = LOSSES[case.loss]
    ours, theirs = [], []
    for each, slopes in zip(case.operands, loss.differentiable, strict=True):
        needed = slopes and each.is_floating_point()
        ours.append(each.clone().requires_grad_(needed))
        theirs.append((each.double() if each.is_floating_point() else each.clone()).requires_grad_(needed))
    exact = {k: v.double() if isinstance(v, torch.Tensor) else v for k, v in case.options.items()}
    # Rows of half precision sum to 1 but for their rounding, which the reference does not mind.
    check = {} if case.dtype is not torch.bfloat16 else {"check": False}
    value = getattr(sanov.torch, case.loss)(*ours, reduction=case.reduction, **case.options, **check)
    expected = reference(dataclasses.replace(case, options=exact), theirs)
    assert value.shape == expected.shape and value.dtype == case.dtype, f"{value.shape} {value.dtype}"
    weights = torch.randn(value.shape).to(case.dtype)
    found, wanted = gradients(value, weights, ours), gradients(expected, weights.double(), theirs)
    return [difference(*pair) for pair in zip((value, *found), (expected, *wanted), strict=True)]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_grid(dtype):
    count, largest, failed, culprit = 0, 0.0, [], None
    for case in cases(dtype):
        count += 1
        if not has_mean(case):
            with pytest.raises(ValueError, match="mean"):
                getattr(sanov.torch, case.loss)(*case.operands, reduction=case.reduction, **case.options)
            continue
        try:
            differences = compared(case)
        except (ValueError, RuntimeError, AssertionError, TypeError) as error:
            failed.append(f"{case}: {error}")
            continue
        if not max(differences) <= largest:
            largest, culprit = max(differences), case
        if not max(differences) <= TOLERANCE[dtype]:
            failed.append(f"{case}: {differences}")
    print(f"\n{dtype}: {count} cases, largest relative difference {largest:.1e} ({culprit})")
    assert not failed, f"{len(failed)} of {count} differ:\n" + "\n".join(failed)


def test_warnings_are_ours_alone():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sanov.torch.mse_loss(torch.ones(2), torch.zeros(2))


# A composition rounds after every operator: in float32 that makes up to 1e-5 where digits cancel.
TOLERANCE_COMPOSED = {torch.float64: 1e-12, torch.float32: 2e-5, torch.bfloat16: 2.0**-7}


def both_ways(case, weights):
    """Value and gradients from the core, and from the composition."""
    for module in (sanov.torch, sanov.torch.composed):
        operands = [
            each.clone().requires_grad_(slopes and each.is_floating_point())
            for each, slopes in zip(case.operands, LOSSES[case.loss].differentiable, strict=True)
        ]
        value = getattr(module, case.loss)(*operands, reduction=case.reduction, check=False, **case.options)
        weight = torch.randn(value.shape, generator=weights).to(case.dtype)
        weights.manual_seed(weights.initial_seed())  # the same for both
        yield value, *gradients(value, weight, operands)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_the_composition_over_the_grid(dtype):
    """What other devices take has the core's values and gradients."""
    weights = torch.Generator().manual_seed(21)
    count, largest, failed, culprit = 0, 0.0, [], None
    for case in cases(dtype):
        if not has_mean(case):
            with pytest.raises(ValueError, match="mean"):
                getattr(sanov.torch.composed, case.loss)(*case.operands, reduction=case.reduction, **case.options)
            continue
        count += 1
        core, composed = both_ways(case, weights)
        assert [each.shape for each in core] == [each.shape for each in composed], str(case)
        assert [each.dtype for each in core] == [each.dtype for each in composed], str(case)
        differences = [difference(found, expected.double()) for found, expected in zip(composed, core, strict=True)]
        if not max(differences) <= largest:
            largest, culprit = max(differences), case
        if not max(differences) <= TOLERANCE_COMPOSED[dtype]:
            failed.append(f"{case}: {differences}")
    print(f"\n{dtype}: {count} compositions, largest relative difference {largest:.1e} ({culprit})")
    assert not failed, f"{len(failed)} of {count} differ:\n" + "\n".join(failed)
