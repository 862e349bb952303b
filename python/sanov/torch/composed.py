"""The losses of sanov.torch as compositions of torch's operators, with the same values and arguments.

What tensors on other devices take, and what has second derivatives. Slower and with more memory than the core's, and
nothing but shapes is checked: numbers outside their range give what the operators make of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor

from sanov._catalogue import did_you_mean
from sanov._losses import LOSSES, Loss
from sanov.torch._functions import make_function
from sanov.torch._reduction import call_composed


def _call(loss: Loss) -> Callable[..., Tensor]:
    def call(operands: Any, numbers: Any, tensors: Any, reduction: str, check: bool) -> Tensor:
        return call_composed(loss, operands, numbers, tensors, reduction, check)

    return call


globals().update({name: make_function(loss, _call(loss), "sanov.torch.composed") for name, loss in LOSSES.items()})

__all__ = [*LOSSES]


def __getattr__(name: str) -> object:
    raise AttributeError(f"module 'sanov.torch.composed' has no attribute '{name}'{did_you_mean(name, __all__)}", name=name)
