"""torch.func.vmap of the losses: the mapped dimension becomes one more of rows, where that comes to the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from sanov._losses import Loss

Run = Callable[..., tuple[Tensor, ...]]
# By how much a mean divides is known with the labels, for these; nobody but the core knows for the others.
OF_LABELS = frozenset({"cross_entropy", "nll_loss"})
OWN_MEAN = frozenset({"annealed_cross_entropy"})
WEIGHTED_MEAN = frozenset({"mse_loss", "l1_loss"})


def run_batch(
    loss: Loss, run: Run, info: Any, dims: Sequence[Any], arguments: Sequence[Any]
) -> tuple[tuple[Tensor, ...], tuple[int, ...]]:
    """An operator's results for a batch of arguments, and where their batch dimension is."""
    batch = _Batch(loss, info.batch_size, dims, arguments)
    found = batch.folded(run) if batch.can_fold() else _one_by_one(run, info.batch_size, dims, arguments)
    return found, (0,) * len(found)


def _one_by_one(run: Run, size: int, dims: Sequence[Any], arguments: Sequence[Any]) -> tuple[Tensor, ...]:
    def of(i: int) -> list[Any]:
        return [
            each.select(dim, i) if isinstance(each, Tensor) and dim is not None else each
            for each, dim in zip(arguments, dims, strict=True)
        ]

    rows = [run(*of(i)) for i in range(size)]
    return tuple(torch.stack(each) for each in zip(*rows, strict=True))


class _Batch:
    """A call's arguments, each operand with the mapped dimension in front."""

    def __init__(self, loss: Loss, size: int, dims: Sequence[Any], arguments: Sequence[Any]) -> None:
        count = len(loss.operands)
        end = count + 1 + len(loss.tensors)
        self.loss, self.size = loss, size
        self.operands: list[Tensor] = [
            each.expand(size, *each.shape) if dim is None else each.movedim(dim, 0)
            for each, dim in zip(arguments[:count], dims[:count], strict=True)
        ]
        self.numbers: list[float] = arguments[count]
        self.tensors: list[Tensor | None] = list(arguments[count + 1 : end])
        self.are_shared = all(dim is None for dim in dims[count + 1 : end])
        self.reduction: str = arguments[end]
        self.rest = arguments[end + 1 :]
        self.shape: tuple[int, ...] = tuple(self.operands[0].shape[1:])  # of one of the batch

    def can_fold(self) -> bool:
        loss, reduced = self.loss, self.reduction != "none"
        if self.size == 0 or not self.are_shared or loss.grain == "Whole" or math.prod(self.shape) == 0:
            return False
        if loss.by_row and not self._has_classes():
            return False
        if not loss.by_row and any(each.shape[1:] != self.shape for each in self.operands):
            return False
        if self.reduction == "batchmean" and not self.shape:
            return False
        return not (self.reduction == "mean" and self._has_own_mean()) and (not reduced or self._count() > 0)

    def _has_classes(self) -> bool:
        rank = len(self.shape)
        if "dim" not in self.loss.numbers:
            return rank > 0
        dim = self.numbers[self.loss.numbers.index("dim")]
        return -rank <= dim < rank

    def _has_own_mean(self) -> bool:
        weighted = self.loss.name in WEIGHTED_MEAN and any(each is not None for each in self.tensors)
        return weighted or self.loss.name in OWN_MEAN

    def _count(self) -> int:
        """What a mean, or batchmean, divides by."""
        if self.reduction == "batchmean":
            return self.shape[0]
        return math.prod(self.loss.value_shape(self.shape, tuple(self.numbers), "none"))

    def folded(self, run: Run) -> tuple[Tensor, ...]:
        """One call without a reduction, which is done here."""
        merged = self.loss.classes_second and "dim" not in self.loss.numbers and len(self.shape) > 1
        operands = [each.flatten(0, 1) if merged else each for each in self.operands]
        value, *slopes = run(*operands, self._moved_numbers(), *self.tensors, "none", *self.rest)
        value = value.reshape(self.size, *self.loss.value_shape(self.shape, tuple(self.numbers), "none"))
        slopes = [
            slope.reshape(each.shape) if slope.numel() == each.numel() else slope.new_empty(self.size, 0)
            for slope, each in zip(slopes, self.operands, strict=True)
        ]
        if self.reduction == "none":
            return value, *slopes
        total, divisor = value.reshape(self.size, -1).to(torch.float64).sum(1), self._divisor()
        if divisor is None:
            return total.to(value.dtype), *slopes
        return (total / divisor).to(value.dtype), *(_divided(each, divisor) for each in slopes)

    def _moved_numbers(self) -> list[float]:
        if "dim" not in self.loss.numbers:
            return self.numbers
        axis = self.loss.class_axis(tuple(self.numbers), len(self.shape))
        return [
            float(axis + 1) if name == "dim" else each
            for name, each in zip(self.loss.numbers, self.numbers, strict=True)
        ]

    def _divisor(self) -> Tensor | None:
        """What each value is divided by, if by anything but 1."""
        if self.reduction == "mean" and self.loss.name in OF_LABELS and not self.operands[1].is_floating_point():
            return self._weight_of_labels()
        count = self._count()
        if self.reduction == "sum" or count == 1:
            return None
        return torch.full((self.size,), count, dtype=torch.float64)

    def _weight_of_labels(self) -> Tensor:
        label = self.operands[1]
        counts = label != int(self.numbers[self.loss.numbers.index("ignore_index")])
        weight = self.tensors[0]
        own = counts.to(torch.float64)
        if weight is not None:
            own = own * weight.to(torch.float64)[label.masked_fill(~counts, 0)]
        total = own.reshape(self.size, -1).sum(1)
        # Where nothing counts the loss is 0.
        return total.masked_fill(total == 0, 1)


def _divided(slope: Tensor, divisor: Tensor) -> Tensor:
    return slope if slope.numel() == 0 else slope / divisor.to(slope.dtype).reshape(-1, *[1] * (slope.dim() - 1))
