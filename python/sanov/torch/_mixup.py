"""Mixup with a share of its own for each row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from sanov._losses import LOSSES
from sanov.torch._formulas import times
from sanov.torch._internals import transforms_active
from sanov.torch._options import result_dtype
from sanov.torch._reduction import check_reduction, reduced

_LOSS = LOSSES["mixup_cross_entropy"]


def mix(
    function: Callable[..., Tensor],
    input: Tensor,
    target: Tensor,
    other: Tensor,
    share: Tensor,
    label_smoothing: Any,
    reduction: str,
    check: bool,
) -> Tensor:
    """mixup_cross_entropy whose share is a tensor: of one number, or one a row. Takes the losses of both labels."""
    if share.numel() == 1 and not (share.requires_grad or torch.compiler.is_compiling() or transforms_active()):
        return function(input, target, other, share.item(), label_smoothing, reduction, check)
    check_reduction(_LOSS, reduction)
    dtype = result_dtype((input,))
    wide = input if input.dtype is torch.float64 else input.float()
    first, second = (function(wide, target, other, each, label_smoothing, "none", check) for each in (1.0, 0.0))
    if share.shape not in ((), first.shape) or not share.is_floating_point():
        raise ValueError(
            f"{_LOSS.name}: share is of {str(share.dtype).removeprefix('torch.')} and shape {tuple(share.shape)}; it must "
            f"be a number, or of a floating type with one number a row: {tuple(first.shape)}"
        )
    if check and share.device.type != "meta" and not torch.compiler.is_compiling() and not transforms_active():
        _check_range(share)
    share = share.to(first.dtype)
    return reduced(_LOSS, times(share, first) + times(1 - share, second), None, input, reduction).to(dtype)


def _check_range(share: Tensor) -> None:
    wrong = ~((share >= 0) & (share <= 1))
    if wrong.any():
        place = ", ".join(str(i) for i in wrong.nonzero()[0].tolist())
        raise ValueError(f"{_LOSS.name}: share[{place}] is {share[wrong][0].item():.8g}; it must be from 0 to 1")
