"""Optimal transport with gradients: the exact solvers of the core as functions of autograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

import sanov
from sanov import _core
from sanov._convert import refuse
from sanov._transport import CostName

Evaluate = Callable[..., tuple[float, tuple[Any, ...]]]


class _Refused(torch.autograd.Function):  # type: ignore[misc]
    """Slopes that refuse to be differentiated, on the way to the tensors that they depend on."""

    @staticmethod
    def forward(ctx: Any, slope: Tensor, *_: Tensor) -> Tensor:
        return slope.view_as(slope)

    @staticmethod
    def backward(ctx: Any, *_: Tensor) -> None:
        raise RuntimeError(
            "transport has no second derivatives: its plan is piecewise constant. Leave out create_graph=True, or use an "
            "entropic transport composed of torch's operators"
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
    for name, each in (("x", x), ("y", y)):
        if each.ndim != 1:
            refuse("wasserstein_1d", name, f"has {each.ndim} dimensions; one is needed: a sample on the line")

    def evaluate(*arrays: Any) -> tuple[float, tuple[Any, ...]]:
        value, *slopes = _core.wasserstein_1d_gradient(arrays[0], arrays[1], p, arrays[2], arrays[3])
        return value, tuple(slopes)

    found: Tensor = _solved(evaluate, x, y, a, b)
    return found
