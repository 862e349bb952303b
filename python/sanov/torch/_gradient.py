"""Autograd in eager mode: the gradients came with the value, and are scaled when they are asked for."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from sanov._losses import Loss

transforms_active = torch._C._are_functorch_transforms_active
_modes = torch._C._len_torch_dispatch_stack
_keeps_graph = torch._C._autograd._get_current_graph_task_keep_graph


def transformed() -> bool:
    """Whether torch looks on or takes over: torch.func's transforms, fake tensors, tracing."""
    return bool(transforms_active() or _modes() != 0)


def refusal(name: str) -> RuntimeError:
    return RuntimeError(
        f"sanov.torch.{name} has no second derivatives: its gradient was computed with its value. Where you differentiate "
        f"the gradient (create_graph=True, a gradient penalty), use sanov.torch.composed.{name}, the same loss of torch's "
        "operators"
    )


class _Refused(torch.autograd.Function):  # type: ignore[misc]
    """Gradients that refuse to be differentiated."""

    @staticmethod
    def forward(ctx: Any, name: str, *gradients: Tensor) -> tuple[Tensor, ...]:
        ctx.name = name
        return tuple(each.view_as(each) for each in gradients)

    @staticmethod
    def backward(ctx: Any, *_: Tensor) -> None:
        raise refusal(ctx.name)


class _Linked(torch.autograd.Function):  # type: ignore[misc]
    """A value whose gradients are known."""

    @staticmethod
    def forward(ctx: Any, answer: tuple[Any, ...], loss: Loss, numbers: tuple[float, ...], *_: Tensor) -> Tensor:
        ctx.answer, ctx.loss, ctx.numbers = answer[1:], loss, numbers
        return answer[0]

    @staticmethod
    def backward(ctx: Any, above: Tensor) -> tuple[Any, ...]:
        gradients = ctx.answer
        if gradients is None:
            raise RuntimeError(
                f"sanov.torch.{ctx.loss.name}: backward a second time; the gradients were let go after the first. Say "
                "retain_graph=True there if both are meant"
            )
        kept = _keeps_graph()
        if not kept:
            ctx.answer = None
        if torch.is_grad_enabled():
            with torch.no_grad():
                scaled = _scaled(gradients, above, ctx, kept)
            asked = [each for each in scaled if each is not None]
            refused = iter(_Refused.apply(ctx.loss.name, *(each.requires_grad_() for each in asked)))
            return (None, None, None, *(None if each is None else next(refused) for each in scaled))
        return (None, None, None, *_scaled(gradients, above, ctx, kept))


def _scaled(gradients: tuple[Any, ...], above: Tensor, ctx: Any, kept: bool) -> list[Tensor | None]:
    """The gradients times what comes from above; in their own memory, unless they are needed again."""
    if above.dim() > 0 or transformed():
        return [None if each is None else each * spread(above, each, ctx.loss, ctx.numbers) for each in gradients]
    factor = above.item()
    if kept:
        return [None if each is None else each * factor for each in gradients]
    return [each if each is None or factor == 1 else each.mul_(factor) for each in gradients]


def spread(above: Tensor, gradient: Tensor, loss: Loss, numbers: tuple[float, ...]) -> Tensor:
    """A factor a value, as it multiplies a gradient."""
    if loss.by_row and above.dim() + 1 == gradient.dim() and above.dim() > 0:
        return above.unsqueeze(loss.class_axis(numbers, gradient.dim()))
    if loss.by_row and above.dim() == 0 and gradient.dim() == 1:
        return above
    return above


# Function.apply looks for torch.func's transforms once more; there are none here.
linked_to = super(torch.autograd.Function, _Linked).apply


def linked(answer: tuple[Any, ...], loss: Loss, numbers: tuple[float, ...], *operands: Tensor) -> Tensor:
    """The answer's value, through which its gradients flow to the operands."""
    value: Tensor = linked_to(answer, loss, numbers, *operands)
    return value
