"""Autograd in eager mode: the gradients came with the value, and are scaled when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from sanov._losses import Loss
from sanov.torch._internals import apply_of, keeps_graph, modes, transforms_active

is_grad_enabled = torch.is_grad_enabled


def transformed() -> bool:
    """Whether torch looks on or takes over: torch.func's transforms, fake tensors, tracing."""
    return bool(transforms_active() or modes() != 0)


def refusal(name: str) -> RuntimeError:
    return RuntimeError(
        f"sanov.torch.{name} has no second derivatives: its gradient was computed with its value. Where you differentiate "
        f"the gradient (create_graph=True, a gradient penalty), use sanov.torch.composed.{name}, the same loss of torch's "
        "operators"
    )


class _Refused(torch.autograd.Function):  # type: ignore[misc]
    """Gradients that refuse to be differentiated, on the way to the operands that they depend on."""

    @staticmethod
    def forward(ctx: Any, name: str, gradients: list[Tensor], *_: Tensor) -> tuple[Tensor, ...]:
        ctx.name = name
        return tuple(each.view_as(each) for each in gradients)

    @staticmethod
    def backward(ctx: Any, *_: Tensor) -> None:
        raise refusal(ctx.name)


class _Linked(torch.autograd.Function):  # type: ignore[misc]
    """A value whose gradients are known."""

    @staticmethod
    def forward(ctx: Any, answer: tuple[Any, ...], about: tuple[Loss, tuple[float, ...]], *operands: Tensor) -> Tensor:
        # Without the value, which knows of ctx: a circle would keep the gradients till Python looks for circles.
        ctx.gradients = answer[1:]
        ctx.operands = operands
        ctx.about = about
        value: Tensor = answer[0]
        return value

    @staticmethod
    def backward(ctx: Any, above: Tensor) -> tuple[Any, ...]:
        gradients = ctx.gradients
        if gradients is None:
            raise RuntimeError(
                f"sanov.torch.{ctx.about[0].name}: backward a second time; the gradients were let go after the first. Say "
                "retain_graph=True there if both are meant"
            )
        if keeps_graph() or is_grad_enabled():
            return _kept(ctx, gradients, above)
        ctx.gradients = ctx.operands = None
        if above.dim() == 0 and not transforms_active() and above.item() == 1:
            return (None, None, *gradients)
        return (None, None, *_scaled(ctx, gradients, above, kept=False))


def _kept(ctx: Any, gradients: tuple[Any, ...], above: Tensor) -> tuple[Any, ...]:
    """Gradients that are asked for again, or that somebody means to differentiate."""
    with torch.no_grad():
        scaled = _scaled(ctx, gradients, above, kept=True)
    if not is_grad_enabled():
        return (None, None, *scaled)
    asked = [each for each in scaled if each is not None]
    refused = iter(_Refused.apply(ctx.about[0].name, asked, *ctx.operands))
    return (None, None, *(None if each is None else next(refused) for each in scaled))


def _scaled(ctx: Any, gradients: tuple[Any, ...], above: Tensor, kept: bool) -> list[Tensor | None]:
    """The gradients times what comes from above; in their own memory, unless they are needed again."""
    if above.dim() > 0 or transformed():
        return [None if each is None else each * spread(above, each, *ctx.about) for each in gradients]
    factor = above.item()
    if kept:
        return [None if each is None else each * factor for each in gradients]
    return [None if each is None else each.mul_(factor) for each in gradients]


def spread(above: Tensor, gradient: Tensor, loss: Loss, numbers: tuple[float, ...]) -> Tensor:
    """A factor a value, as it multiplies a gradient."""
    if loss.by_row and 0 < above.dim() < gradient.dim():
        return above.unsqueeze(loss.class_axis(numbers, gradient.dim()))
    return above


# linked(answer, (loss, numbers), *operands): the answer's value, through which its gradients flow to the operands.
linked: Callable[..., Tensor] = apply_of(_Linked)
