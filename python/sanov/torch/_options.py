"""What is looked at before a loss is computed, by the core or composed: options, rows, dtypes."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import Tensor

from sanov._losses import Loss

# Of one class a softmax is 1, and of one score the order is known: what these make of such rows is always the same.
OF_SOFTMAX = frozenset(
    {
        "annealed_cross_entropy",
        "consistency",
        "cross_entropy",
        "distillation",
        "jsd_distillation",
        "mixup_cross_entropy",
        "squared_hellinger_distillation",
        "tv_distillation",
    }
)
OF_ORDER = frozenset({"soft_kendall_loss", "soft_spearman_loss", "mse_kendall_loss", "pairwise_hinge_loss"})
# What numbers of a dtype are off by, of themselves.
ROUNDING = {torch.bfloat16: 2.0**-8, torch.float16: 2.0**-11}


def plain_numbers(loss: Loss, numbers: tuple[Any, ...]) -> tuple[Any, ...]:
    """The options that are no tensors, of which one may be given as a tensor of one number all the same."""
    return tuple(
        each if type(each) in (float, int, bool) else _number(loss, name, each)
        for name, each in zip(loss.numbers, numbers, strict=True)
    )


def _number(loss: Loss, name: str, given: Any) -> Any:
    if not hasattr(type(given), "__float__"):
        raise ValueError(f"{loss.name}: {name} is {given!a}; one number is needed")
    if not isinstance(given, Tensor):
        return given
    if given.numel() != 1:
        raise ValueError(f"{loss.name}: {name} is a tensor of shape {tuple(given.shape)}; one number is needed")
    if given.requires_grad and torch.is_grad_enabled():
        raise ValueError(
            f"{loss.name}: {name} is a tensor that requires grad, but a loss has no gradient by its options; give "
            f"{name}.item()"
        )
    return given.item()


def refuse_one_class(loss: Loss, shape: tuple[int, ...], numbers: tuple[Any, ...]) -> None:
    """A column of scores where rows of them belong: the loss would not depend on the scores, and train nothing."""
    if loss.name not in OF_SOFTMAX and loss.name not in OF_ORDER or len(shape) < 2:
        return
    axis = loss.class_axis(numbers, len(shape))
    if axis == 0 or shape[axis] != 1:  # a batch may happen to have one row
        return
    first = loss.operands[0]
    if loss.name in OF_ORDER:
        why = f"one score, which has no order; for one list of {shape[0]} give {first}.squeeze({axis}), or dim=0"
    else:
        why = "one class, whose softmax is 1 whatever the logit; for yes or no take binary_cross_entropy_with_logits"
    raise ValueError(f"{loss.name}: {first} has shape {tuple(shape)}, so that each row is {why} (check=False takes it)")


def sum_slack(loss: Loss, operands: tuple[Tensor, ...], numbers: tuple[Any, ...], computed: torch.dtype) -> float:
    """By how much a row of probabilities may miss 1 because it was rounded to a coarser dtype than is computed in."""
    if len(operands) < 2 or operands[1].dtype is computed or not operands[1].is_floating_point():
        return 0.0
    dtype, shape = operands[1].dtype, operands[1].shape
    n = shape[loss.class_axis(numbers, len(shape))] if shape else 1
    if dtype not in ROUNDING:
        return 1e-6 + math.sqrt(n) * 2.0**-22  # what float32 has of its own
    # Of logarithms it is that share of each, and so that of the entropy; float16 has no numbers below 2^-24.
    slack = ROUNDING[dtype] * max(1.0, math.log(max(n, 1)))
    return slack + n * 2.0**-25 if dtype is torch.float16 else slack


def is_autocast(operand: Tensor) -> bool:
    """Whether torch.autocast is at work where this tensor lies."""
    kind = operand.device.type
    return kind != "meta" and bool(torch.is_autocast_enabled(kind))


def result_dtype(operands: tuple[Tensor, ...]) -> torch.dtype:
    """Of the value, as torch promotes the operands. Under autocast losses have at least float32, as torch's own do."""
    dtype = operands[0].dtype
    for each in operands[1:]:
        if each.is_floating_point():
            dtype = torch.promote_types(dtype, each.dtype)
    return torch.float32 if dtype in (torch.float16, torch.bfloat16) and is_autocast(operands[0]) else dtype


def without_autocast(operand: Tensor) -> AbstractContextManager[Any]:
    """For operators that are to compute in what they are given."""
    if not is_autocast(operand):
        return nullcontext()
    off: AbstractContextManager[Any] = torch.autocast(operand.device.type, enabled=False)
    return off
