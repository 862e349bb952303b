"""A loss of torch's operators: its formula, then the reduction."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from sanov._losses import Loss
from sanov.torch import _formulas
from sanov.torch._options import plain_numbers, refuse_one_class, result_dtype, without_autocast

REDUCTIONS = ("none", "mean", "sum", "batchmean")


def check_reduction(loss: Loss, reduction: str) -> None:
    if reduction not in REDUCTIONS:
        raise ValueError(f"{loss.name}: reduction is {reduction!r}; it must be 'none', 'mean', 'sum' or 'batchmean'")


def call_composed(
    loss: Loss,
    operands: tuple[Any, ...],
    numbers: tuple[float, ...],
    tensors: tuple[Any, ...],
    reduction: str,
    check: bool,
) -> Tensor:
    """The loss of these, on any device. Of half precision it is computed in float32."""
    formula = getattr(_formulas, loss.name, None)
    if formula is None:
        raise NotImplementedError(f"{loss.name}: is not yet composed of torch's operators; take tensors on the CPU")
    check_reduction(loss, reduction)
    numbers = plain_numbers(loss, numbers)
    if check:
        refuse_one_class(loss, operands[0].shape, numbers)
    dtype = result_dtype(operands)
    computed = torch.float32 if dtype in (torch.float16, torch.bfloat16) else dtype
    read = [each.to(computed) if each.is_floating_point() else each for each in operands]
    options = dict(zip(loss.numbers, numbers, strict=True)) | dict(zip(loss.tensors, tensors, strict=True))
    with without_autocast(operands[0]):
        found = formula(*read, **options)
        if isinstance(found, list):
            parts = [reduced(loss, values, None, operand, reduction) for values, operand in zip(found, read, strict=True)]
            return (parts[0] + parts[1]).to(dtype)
        values, divisor = found if isinstance(found, tuple) else (found, None)
        return reduced(loss, values, divisor, read[0], reduction).to(dtype)


def reduced(loss: Loss, values: Tensor, divisor: Tensor | None, operand: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values
    total = values.sum()
    if reduction == "sum":
        return total
    count = values.numel() if reduction == "mean" else (operand.shape[0] if operand.dim() else 0)
    if count == 0:
        raise ValueError(f"{loss.name}: {loss.operands[0]} has shape {tuple(operand.shape)}, and so no mean")
    if reduction == "mean" and divisor is not None:
        # Where nothing counts there is nothing to divide: the loss is 0.
        return total / divisor.masked_fill(divisor == 0, 1)
    return total / count
