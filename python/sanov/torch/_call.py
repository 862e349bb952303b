"""How a loss is called on tensors: straight to the core where they are plain, else prepared, or composed."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor

from sanov import _core
from sanov._losses import Loss
from sanov.torch._gradient import linked, transformed
from sanov.torch._internals import forward, transforms_active
from sanov.torch._operators import make_operator
from sanov.torch._options import plain_numbers, refuse_one_class, result_dtype, sum_slack
from sanov.torch._reduction import call_composed

is_compiling = torch.compiler.is_compiling

# Where operands of different shapes are broadcast, as in torch.nn.functional: True where that warns.
BROADCASTS = {
    "gaussian_nll_loss": False,
    "hinge_embedding_loss": False,
    "huber_loss": True,
    "kl_div": False,
    "l1_loss": True,
    "margin_ranking_loss": False,
    "mse_loss": True,
    "poisson_nll_loss": False,
    "smooth_l1_loss": True,
}
KNOWN = (torch.float64, torch.float32, torch.bfloat16)  # to the core
_warned: set[str] = set()


def make_call(loss: Loss) -> Callable[..., Tensor]:
    """call(operands, numbers, tensors, reduction, check) of one loss."""
    index, evaluate, is_grad_enabled = loss.index, _core.evaluate_loss, torch.is_grad_enabled
    operator = make_operator(loss)
    long_way = partial(_prepared, loss, operator)

    def call(
        operands: tuple[Tensor, ...],
        numbers: tuple[float, ...],
        tensors: tuple[Tensor | None, ...],
        reduction: str,
        check: bool,
    ) -> Tensor:
        if is_compiling() or transformed() or forward._current_level >= 0:
            return long_way(operands, numbers, tensors, reduction, check, plain=False)
        answer = evaluate(index, operands, numbers, tensors, reduction, check, is_grad_enabled(), False)
        if type(answer) is tuple:
            return linked(answer, (loss, numbers), *operands)
        if answer is None:
            return long_way(operands, numbers, tensors, reduction, check, plain=True)
        return answer

    return call


def _prepared(
    loss: Loss,
    operator: Callable[..., Tensor],
    operands: tuple[Tensor, ...],
    numbers: tuple[float, ...],
    tensors: tuple[Tensor | None, ...],
    reduction: str,
    check: bool,
    plain: bool,
) -> Tensor:
    """The long way: of any layout, dtype and device."""
    operands = _read(loss, operands, tensors)
    given = [each for each in (*operands, *tensors) if each is not None]
    if _needs_composition(given, tensors):
        return call_composed(loss, operands, numbers, tensors, reduction, check)
    numbers = plain_numbers(loss, numbers)
    if check:
        refuse_one_class(loss, operands[0].shape, numbers)
    dtype = result_dtype(operands)
    computed = dtype if dtype in KNOWN else torch.float32
    slack = sum_slack(loss, operands, numbers, computed)
    tensors = tuple(each if each is None else _computable(each) for each in tensors)
    operands = tuple(each.to(computed) if each.is_floating_point() else each for each in operands)
    operands = tuple(each.contiguous().resolve_neg() for each in _broadcast(loss, operands))
    value = None
    if plain and all(type(each) in (Tensor, torch.nn.Parameter) for each in given):
        found = _core.evaluate_loss(
            loss.index, operands, numbers, tensors, reduction, check, torch.is_grad_enabled(), True, slack
        )
        value = linked(found, (loss, numbers), *operands) if type(found) is tuple else found
    if value is None:
        value = operator(operands, numbers, tensors, reduction, check, slack)
    return value if value.dtype is dtype else value.to(dtype)


def _read(loss: Loss, operands: tuple[Any, ...], tensors: tuple[Any, ...]) -> tuple[Tensor, ...]:
    """The operands, if all are tensors of numbers that a loss may have."""
    if loss.name == "gaussian_nll_loss" and isinstance(operands[2], (int, float)):
        operands = (*operands[:2], operands[0].new_full((), operands[2]))
    for name, each in (*zip(loss.operands, operands, strict=True), *zip(loss.tensors, tensors, strict=True)):
        if each is None and name in loss.tensors:
            continue
        if not isinstance(each, Tensor):
            raise TypeError(f"{loss.name}: {name} is of type {type(each).__name__}; a tensor is needed")
        if each.is_floating_point():
            continue
        if name == loss.operands[0] or each.dtype is not torch.int64 or name in loss.tensors:
            hint = "int64 for class indices, else a floating type" if name == "target" else "a floating type"
            raise ValueError(f"{loss.name}: {name} is of {str(each.dtype).removeprefix('torch.')}; it must be of {hint}")
    return operands


def _needs_composition(given: list[Tensor], tensors: tuple[Tensor | None, ...]) -> bool:
    """Whether the core cannot do it: other devices, gradients by weights, forward-mode derivatives."""
    if any(each.device.type != "cpu" or each.layout is not torch.strided for each in given):
        return True
    if torch.is_grad_enabled() and any(each is not None and each.requires_grad for each in tensors):
        return True
    if is_compiling():
        return bool(transforms_active())  # which the compiler traces through torch's own operators alone
    return bool(forward._current_level >= 0)


def _computable(tensor: Tensor) -> Tensor:
    return (tensor if tensor.dtype in KNOWN else tensor.float()).contiguous().resolve_neg()


def _broadcast(loss: Loss, operands: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    first = operands[0]
    if loss.name not in BROADCASTS or all(each.shape == first.shape for each in operands[1:]):
        return operands
    if loss.name == "gaussian_nll_loss" and operands[2].shape == first.shape[:-1]:
        operands = (*operands[:2], operands[2].unsqueeze(-1))
    try:
        shape = torch.broadcast_shapes(*(each.shape for each in operands))
    except RuntimeError:
        listed = ", ".join(f"{n} {tuple(each.shape)}" for n, each in zip(loss.operands, operands, strict=True))
        raise ValueError(f"{loss.name}: {loss.operands[1]} does not broadcast: the shapes are {listed}") from None
    if BROADCASTS[loss.name] and loss.name not in _warned and not is_compiling():
        _warned.add(loss.name)
        warnings.warn(
            f"{loss.name}: target has shape {tuple(operands[1].shape)}, but input has {tuple(first.shape)}; they are "
            "broadcast, which is seldom meant",
            UserWarning,
            stacklevel=5,
        )
    return tuple(each.expand(shape) for each in operands)
