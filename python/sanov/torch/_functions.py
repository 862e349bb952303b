"""One function a loss, with its own signature: code is made for each, since a general one costs more than a small loss."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import torch

from sanov._losses import Loss
from sanov.torch._mixup import mix

is_compiling = torch.compiler.is_compiling

_said: set[str] = set()  # warnings come once


def _refuse_old(name: str) -> None:
    raise ValueError(f"{name}: size_average and reduce are not taken; say reduction='mean', 'sum' or 'none'")


def _warn_of_mean() -> None:
    if "kl_div" not in _said and not is_compiling():
        _said.add("kl_div")
        warnings.warn(
            "kl_div: reduction='mean' divides by the number of elements, as torch does, and is not the divergence; "
            "reduction='batchmean' is",
            UserWarning,
            stacklevel=3,
        )


def _tuple(names: tuple[str, ...]) -> str:
    return "(" + "".join(f"{name}, " for name in names) + ")"


def make_function(loss: Loss, call: Callable[..., Any], module: str) -> Callable[..., Any]:
    """The function of a loss's signature that hands its arguments on to `call`."""
    lines = [f"def {loss.name}({loss.signature(typed=False)}):"]
    if any(argument.name == "reduce" for argument in loss.arguments()):
        lines.append(f"    if size_average is not None or reduce is not None: refuse_old({loss.name!r})")
    if loss.name == "kl_div":
        lines.append("    if reduction == 'mean': warn_of_mean()")
    if loss.name == "cosine_embedding_loss":
        lines.append("    if target.is_floating_point(): target = target.long()")
    if loss.name == "mixup_cross_entropy":
        lines.append("    if isinstance(share, Tensor):")
        lines.append(f"        return mix({loss.name}, input, target, other, share, label_smoothing, reduction, check)")
    groups = [_tuple(names) for names in (loss.operands, loss.numbers, loss.tensors)]
    lines.append(f"    return call({', '.join(groups)}, reduction, check)")
    scope: dict[str, Any] = {"call": call, "refuse_old": _refuse_old, "warn_of_mean": _warn_of_mean}
    scope |= {"Tensor": torch.Tensor, "mix": mix}
    exec(compile("\n".join(lines), f"<{module}.{loss.name}>", "exec"), scope)
    function: Callable[..., Any] = scope[loss.name]
    function.__doc__ = loss.doc
    function.__module__ = module
    return function
