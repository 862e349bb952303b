"""Optimal transport with gradients: the solvers of the core as functions of autograd."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

import sanov
from sanov import _core
from sanov._convert import dimensions, number, refuse, whole
from sanov._entropic import Pair
from sanov._transport import CostName, points

Evaluate = Callable[..., tuple[float, tuple[Any, ...]]]


class _Refused(torch.autograd.Function):  # type: ignore[misc]
    """Slopes that refuse to be differentiated, on the way to the tensors that they depend on."""

    @staticmethod
    def forward(ctx: Any, slope: Tensor, *_: Tensor) -> Tensor:
        return slope.view_as(slope)

    @staticmethod
    def backward(ctx: Any, *_: Tensor) -> None:
        raise RuntimeError(
            "transport has no second derivatives: those of an exact plan are 0 or infinite, and those of a blurred one are "
            "not computed. Leave out create_graph=True, or use an entropic transport composed of torch's operators"
        )


class _Solved(torch.autograd.Function):  # type: ignore[misc]
    """A number found by the core from some tensors, with its slopes in each of them."""

    @staticmethod
    def forward(ctx: Any, evaluate: Evaluate, *given: Tensor | None) -> Tensor:
        arrays = [None if each is None else _array(each) for each in given]
        value, slopes = evaluate(*arrays)
        ctx.slopes = [
            None if each is None or slope is None else torch.from_numpy(np.asarray(slope)).to(each)
            for each, slope in zip(given, slopes, strict=True)
        ]
        tensors = [each for each in given if each is not None]
        ctx.save_for_backward(*tensors)
        return tensors[0].new_tensor(value)

    @staticmethod
    def backward(ctx: Any, above: Tensor) -> tuple[Tensor | None, ...]:
        slopes = [None if slope is None else slope * above.detach() for slope in ctx.slopes]
        if torch.is_grad_enabled():
            tensors = ctx.saved_tensors
            slopes = [None if slope is None else _Refused.apply(slope, *tensors) for slope in slopes]
        return None, *slopes


@torch.compiler.disable  # type: ignore[untyped-decorator]
def _solved(evaluate: Evaluate, *given: Tensor | None) -> Tensor:
    value: Tensor = _Solved.apply(evaluate, *given)
    return value


def _array(tensor: Tensor) -> Any:
    wide = tensor.detach().cpu()
    return (wide if wide.dtype in (torch.float64, torch.float32) else wide.float()).contiguous().numpy()


def _checked(function: str, **given: Any) -> None:
    for name, each in given.items():
        if each is None:
            continue
        if not isinstance(each, Tensor):
            raise TypeError(f"{function}: {name} is of type {type(each).__name__}; a tensor is needed")
        if not each.is_floating_point():
            refuse(function, name, f"is of {str(each.dtype).removeprefix('torch.')}; it must be of a floating type")


def _one_dimension(function: str, meaning: str, **given: Tensor) -> None:
    for name, each in given.items():
        if each.ndim != 1:
            refuse(function, name, f"has {dimensions(each.ndim)}; one is needed: {meaning}")


def _no_slopes_in_weights(function: str, **given: Tensor | None) -> None:
    for name, each in given.items():
        if each is not None and each.requires_grad:
            refuse(function, name, f"requires a gradient, and there is none in weights; pass {name}.detach()")


def transport(
    x: Tensor,
    y: Tensor,
    *,
    cost: CostName = "sqeuclidean",
    power: float | None = None,
    a: Tensor | None = None,
    b: Tensor | None = None,
) -> Tensor:
    """The cost of optimal transport between the points x and y, a row each, with exact slopes in x, y and the weights a, b.

    It is W₂² for "sqeuclidean", and W₁ for "euclidean". Slopes are those of the plan found: it moves with the points, but
    at first it stays. Those in the weights are the prices, less their mean: weights change such that their sum does not.
    Works on the CPU, whatever the tensors' device. Second derivatives are refused.
    """
    _checked("transport", x=x, y=y, a=a, b=b)

    def evaluate(*arrays: Any) -> tuple[float, tuple[Any, ...]]:
        found = sanov.transport(arrays[0], arrays[1], cost=cost, power=power, a=arrays[2], b=arrays[3])
        u, v = found.duals
        gx, gy = found.gradient()
        return found.cost, (gx.reshape(arrays[0].shape), gy.reshape(arrays[1].shape), u - u.mean(), v - v.mean())

    found: Tensor = _solved(evaluate, x, y, a, b)
    return found


def wasserstein_1d(x: Tensor, y: Tensor, p: float = 1, *, a: Tensor | None = None, b: Tensor | None = None) -> Tensor:
    """Wasserstein distance W_p between two samples on the line, with exact slopes in x, y and the weights a, b.

    As sanov.wasserstein_1d: weights are divided by their sums. At a kink the slope is that of one side, and 0 where W = 0.
    Works on the CPU, whatever the tensors' device. Second derivatives are refused.
    """
    _checked("wasserstein_1d", x=x, y=y, a=a, b=b)
    _one_dimension("wasserstein_1d", "a sample on the line", x=x, y=y)

    def evaluate(*arrays: Any) -> tuple[float, tuple[Any, ...]]:
        value, *slopes = _core.wasserstein_1d_gradient(arrays[0], arrays[1], p, arrays[2], arrays[3])
        return value, tuple(slopes)

    found: Tensor = _solved(evaluate, x, y, a, b)
    return found


def wasserstein_circle(
    x: Tensor, y: Tensor, period: float, p: float = 1, *, a: Tensor | None = None, b: Tensor | None = None
) -> Tensor:
    """Wasserstein distance W_p between two samples on a circle, with its slopes in x and y.

    As sanov.wasserstein_circle: positions that differ by `period` are the same point. At a kink the slope is that of one
    side, and 0 where W = 0. There are no slopes in the weights a and b, so those that require a gradient are refused.
    Works on the CPU, whatever the tensors' device. Second derivatives are refused.
    """
    name = "wasserstein_circle"
    _checked(name, x=x, y=y, a=a, b=b)
    _one_dimension(name, "a sample on the circle", x=x, y=y)
    _no_slopes_in_weights(name, a=a, b=b)

    def evaluate(*arrays: Any) -> tuple[float, tuple[Any, ...]]:
        sizes = number(period, name, "period"), number(p, name, "p")
        value, gx, gy = _core.wasserstein_circle_gradient(arrays[0], arrays[1], *sizes, *arrays[2:])
        return value, (gx, gy, None, None)

    found: Tensor = _solved(evaluate, x, y, a, b)
    return found


def wasserstein_gaussian(mean_p: Tensor, covariance_p: Tensor, mean_q: Tensor, covariance_q: Tensor) -> Tensor:
    """Wasserstein distance W₂ between two normal distributions, with its slopes in both means and covariances.

    As sanov.wasserstein_gaussian, of means (d) and covariances (d × d). Slopes in a covariance are those along symmetric
    changes, (I − T)/2W with T the map from one to the other; a singular covariance that requires them is refused, for W
    has a kink there. 0 where W = 0, a kink too. Works on the CPU, whatever the tensors' device. Second derivatives are
    refused.
    """
    name = "wasserstein_gaussian"
    given = {"mean_p": mean_p, "covariance_p": covariance_p, "mean_q": mean_q, "covariance_q": covariance_q}
    _checked(name, **given)
    for argument, each in given.items():
        expected = 1 if argument.startswith("mean") else 2
        if each.ndim != expected:
            refuse(name, argument, f"has {dimensions(each.ndim)}; {expected} {'is' if expected == 1 else 'are'} needed")

    def evaluate(*arrays: Any) -> tuple[float, tuple[Any, ...]]:
        wanted = {"in_p": covariance_p.requires_grad, "in_q": covariance_q.requires_grad}
        value, *slopes = _core.wasserstein_gaussian_gradient(*arrays, **wanted)
        # The slopes in a covariance that are not wanted are an empty array.
        return value, tuple(each.reshape(at.shape) if each.size else None for each, at in zip(slopes, arrays, strict=True))

    found: Tensor = _solved(evaluate, *given.values())
    return found


def sinkhorn(
    x: Tensor,
    y: Tensor,
    epsilon: float,
    *,
    cost: CostName = "sqeuclidean",
    power: float | None = None,
    a: Tensor | None = None,
    b: Tensor | None = None,
    reach: float | tuple[float, float] = math.inf,
    tolerance: float = 1e-9,
    max_iterations: int = 10_000,
) -> Tensor:
    """The objective of entropic transport between the points x and y, with its slopes in x, y and the weights a, b.

    It is ⟨P, C⟩ + ε KL(P‖a⊗b) of the blurred plan, not 0 between a measure and itself: to bring one cloud onto another
    take sinkhorn_divergence. Slopes are exact where the solver converged; where it did not, a RuntimeWarning says so.
    Those in the weights are less their mean where both marginals are held: their sum does not change. Arguments as of
    sanov.sinkhorn. Works on the CPU, whatever the tensors' device. Second derivatives are refused.
    """
    _checked("sinkhorn", x=x, y=y, a=a, b=b)

    options: dict[str, Any] = {"cost": cost, "power": power, "reach": reach}
    options |= {"tolerance": tolerance, "max_iterations": max_iterations}

    def evaluate(*arrays: Any) -> tuple[float, tuple[Any, ...]]:
        found = sanov.sinkhorn(arrays[0], arrays[1], epsilon, a=arrays[2], b=arrays[3], **options)
        _warn_of("sinkhorn", found)
        return found.objective, (*found.gradient(), *_tangent(found.weight_slopes, reach))

    value: Tensor = _solved(evaluate, x, y, a, b)
    return value


def sinkhorn_divergence(
    x: Tensor,
    y: Tensor,
    epsilon: float,
    *,
    cost: CostName = "sqeuclidean",
    power: float | None = None,
    a: Tensor | None = None,
    b: Tensor | None = None,
    reach: float = math.inf,
    tolerance: float = 1e-9,
    max_iterations: int = 10_000,
) -> Tensor:
    """The Sinkhorn divergence between the points x and y, with its slopes in x, y and the weights a, b.

    0 between equal measures, with slopes of 0. Slopes are exact where the solver converged; where it did not, a
    RuntimeWarning says so. Those in the weights are less their mean where both marginals are held: their sum does not
    change. Arguments as of sanov.sinkhorn_divergence. Works on the CPU, whatever the tensors' device. Second derivatives
    are refused.
    """
    _checked("sinkhorn_divergence", x=x, y=y, a=a, b=b)

    options: dict[str, Any] = {"cost": cost, "power": power, "reach": reach}
    options |= {"tolerance": tolerance, "max_iterations": max_iterations}

    def evaluate(*arrays: Any) -> tuple[float, tuple[Any, ...]]:
        found = sanov.sinkhorn_divergence(arrays[0], arrays[1], epsilon, a=arrays[2], b=arrays[3], **options)
        _warn_of("sinkhorn_divergence", found)
        return found.value, (*found.gradient(), *_tangent(found.weight_slopes, reach))

    value: Tensor = _solved(evaluate, x, y, a, b)
    return value


def sliced_wasserstein(
    x: Tensor,
    y: Tensor,
    p: float = 2,
    *,
    projections: int = 128,
    seed: int = 0,
    a: Tensor | None = None,
    b: Tensor | None = None,
) -> Tensor:
    """Sliced Wasserstein distance SW_p between the points x and y, with its slopes in x and y.

    Value and slopes are those over the directions drawn, which `seed` chooses: give a new one each step to descend on all
    directions. It is SW, never SW^p, with a kink where it is 0. There are no slopes in the weights a and b, so those that
    require a gradient are refused. Works on the CPU, whatever the tensors' device. Second derivatives are refused.
    """
    _checked("sliced_wasserstein", x=x, y=y, a=a, b=b)
    _no_slopes_in_weights("sliced_wasserstein", a=a, b=b)

    def evaluate(*arrays: Any) -> tuple[float, tuple[Any, ...]]:
        first, second = (points(each, "sliced_wasserstein", name) for each, name in zip(arrays[:2], "xy", strict=True))
        counts = whole(projections, "sliced_wasserstein", "projections"), whole(seed, "sliced_wasserstein", "seed")
        value, _, gx, gy = _core.sliced_wasserstein_gradient(first, second, p, *counts, *arrays[2:])
        return value, (gx.reshape(arrays[0].shape), gy.reshape(arrays[1].shape), None, None)

    found: Tensor = _solved(evaluate, x, y, a, b)
    return found


def _tangent(slopes: Pair, reach: float | tuple[float, float]) -> tuple[Any, ...]:
    """Where masses must stay equal slopes are known up to a constant: less their mean. Else they are what they are."""
    free = min(reach) if isinstance(reach, tuple) else reach
    return tuple(slope - slope.mean() for slope in slopes) if math.isinf(free) else slopes


def _warn_of(function: str, found: Any) -> None:
    if found.status != "converged":
        warnings.warn(
            f"{function}: stopped after {found.iterations} passes ({found.status}) with marginals off by "
            f"{found.marginal_error:.1e} of the mass, so that value and slopes are off too; give a larger epsilon, "
            "tolerance or max_iterations",
            RuntimeWarning,
            stacklevel=2,
        )
