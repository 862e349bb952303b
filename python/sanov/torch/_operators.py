"""The losses as operators of torch, sanov::kl_div and so on: what torch.compile and torch.func see of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from sanov import _core
from sanov._losses import Loss
from sanov.torch._batch import run_batch
from sanov.torch._gradient import refusal, spread
from sanov.torch._internals import transforms_active

is_compiling = torch.compiler.is_compiling


def make_operator(loss: Loss) -> Callable[..., Tensor]:
    """Registers a loss; call(operands, numbers, tensors, reduction, check, sum_slack) of it."""
    count, options = len(loss.operands), len(loss.tensors)

    def split(arguments: Sequence[Any]) -> tuple[Any, ...]:
        """operands, numbers, tensors, reduction, check, sum_slack, wanted."""
        rest = count + 1 + options
        return (arguments[:count], arguments[count], arguments[count + 1 : rest], *arguments[rest:])

    def run(*arguments: Any) -> tuple[Tensor, ...]:
        operands, numbers, tensors, reduction, check, slack, wanted = split(arguments)
        plain = [_plain(each) for each in operands]
        weights = [None if each is None else _plain(each) for each in tensors]
        answer = _core.evaluate_loss(
            loss.index, tuple(plain), tuple(numbers), tuple(weights), reduction, check, tuple(wanted), True, slack
        )
        found = answer if type(answer) is tuple else (answer, *[None] * count)
        return tuple(plain[0].new_empty(0) if each is None else each for each in found)

    def fake(*arguments: Any) -> tuple[Tensor, ...]:
        operands, numbers, _, reduction, _, _, wanted = split(arguments)
        value = operands[0].new_empty(loss.value_shape(operands[0].shape, numbers, reduction))
        slopes = [
            each.new_empty(each.shape if asked else 0) for each, asked in zip(operands, wanted, strict=True)
        ]
        return (value, *slopes)

    def remember(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
        _, ctx.numbers, _, _, _, _, ctx.wanted = split(inputs)
        ctx.save_for_backward(*output[1:])
        ctx.set_materialize_grads(False)

    def go_back(ctx: Any, above: Tensor | None, *second: Tensor | None) -> tuple[Any, ...]:
        if any(each is not None for each in second):
            raise refusal(loss.name)
        slopes: list[Tensor | None] = [None] * count
        for k, (slope, asked) in enumerate(zip(ctx.saved_tensors, ctx.wanted, strict=True)):
            if asked and above is not None:
                slopes[k] = slope * spread(above, slope, loss, ctx.numbers)
        return (*slopes, *[None] * (options + 5))

    class Transformed(torch.autograd.Function):  # type: ignore[misc]
        """The operator under torch.func's transforms, which do not look into the gradient that an operator registers."""

        @staticmethod
        def forward(*arguments: Any) -> tuple[Tensor, ...]:
            found: tuple[Tensor, ...] = operator(*arguments)
            return found

        setup_context = staticmethod(remember)
        backward = staticmethod(go_back)

        @staticmethod
        def vmap(info: Any, dims: tuple[Any, ...], *arguments: Any) -> tuple[Any, Any]:
            return run_batch(loss, Transformed.apply, info, dims, arguments)

    def batched(info: Any, dims: tuple[Any, ...], *arguments: Any) -> tuple[Any, Any]:
        return run_batch(loss, operator, info, dims, arguments)

    operands = [f"Tensor {name}" for name in loss.operands]
    weights = [f"Tensor? {name}" for name in loss.tensors]
    arguments = ", ".join([*operands, "float[] numbers", *weights, "str reduction", "bool check", "float sum_slack", "bool[] wanted"])
    results = ", ".join(["Tensor"] * (1 + count))
    operator = torch.library.custom_op(
        f"sanov::{loss.name}", run, mutates_args=(), schema=f"({arguments}) -> ({results})"
    )
    operator.register_fake(fake)
    operator.register_autograd(go_back, setup_context=remember)
    operator.register_vmap(batched)
    differentiable = loss.differentiable

    def call(
        operands: tuple[Tensor, ...],
        numbers: tuple[float, ...],
        tensors: tuple[Tensor | None, ...],
        reduction: str,
        check: bool,
        sum_slack: float,
    ) -> Tensor:
        asked = torch.is_grad_enabled()
        under = not is_compiling() and transforms_active()
        # What a transform wraps does not know of gradients that are asked for further out.
        wanted = [
            asked and can and each.is_floating_point() and (under or each.requires_grad)
            for can, each in zip(differentiable, operands, strict=True)
        ]
        run = Transformed.apply if under else operator
        value: Tensor = run(*operands, [float(each) for each in numbers], *tensors, reduction, check, sum_slack, wanted)[0]
        return value

    return call


def _plain(tensor: Tensor) -> Tensor:
    return tensor.detach().as_subclass(Tensor).contiguous().resolve_neg()
