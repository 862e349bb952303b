"""sanov.torch under autograd: gradients against differences, double backward, graphs kept and let go."""

import functools

import pytest
import torch
from torch_cases import OPTIONS, cases

import sanov.torch
from sanov._losses import LOSSES

SMALL = (3, 5)


@functools.cache
def small_cases():
    """Every loss with each of its options, values apart."""
    return [case for case in cases(torch.float64) if case.shape == SMALL and case.reduction == "none"]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("where", [sanov.torch, sanov.torch.composed], ids=["core", "composed"])
@pytest.mark.parametrize("loss", LOSSES)
def test_against_differences(loss, where):
    # Probabilities and counts are moved off their simplex by a difference, so nothing but shapes may be checked.
    for case in (case for case in small_cases() if case.loss == loss):
        known = LOSSES[loss]
        operands = [
            each.clone().requires_grad_(slopes and each.is_floating_point())
            for each, slopes in zip(case.operands, known.differentiable, strict=True)
        ]
        # gaussian_nll_loss lets a held variance move, as torch does, and so is not the slope of its value there.
        if loss == "gaussian_nll_loss" and "eps" in case.options:
            continue

        def value(*given, case=case):
            return getattr(where, case.loss)(*given, reduction=case.reduction, check=False, **case.options)

        assert torch.autograd.gradcheck(value, operands, fast_mode=where is not sanov.torch), str(case)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_second_derivative_is_refused(loss):
    case = next(case for case in small_cases() if case.loss == loss)
    first = case.operands[0].clone().requires_grad_()
    value = getattr(sanov.torch, loss)(first, *case.operands[1:], reduction="sum")
    (slope,) = torch.autograd.grad(value, first, create_graph=True)
    with pytest.raises(RuntimeError, match=rf"sanov.torch.{loss} has no second derivatives.*sanov.torch.composed.{loss}"):
        slope.square().sum().backward()


def test_the_composition_has_second_derivatives():
    student, teacher = torch.randn(3, 4, dtype=torch.float64, requires_grad=True), torch.randn(3, 4, dtype=torch.float64)
    assert torch.autograd.gradgradcheck(lambda x: sanov.torch.composed.distillation(x, teacher), student)


def test_a_graph_is_let_go_or_kept():
    student, teacher = torch.randn(3, 4, requires_grad=True), torch.randn(3, 4)
    value = sanov.torch.distillation(student, teacher)
    (first,) = torch.autograd.grad(value, student, retain_graph=True)
    first.zero_()  # theirs: what is kept is not
    (second,) = torch.autograd.grad(3 * value, student, retain_graph=True)
    (third,) = torch.autograd.grad(value, student)
    torch.testing.assert_close(second, 3 * third)
    assert third.abs().max() > 0
    with pytest.raises(RuntimeError, match="a second time"):
        value.backward()


def test_a_leaf_adds_up():
    student, teacher = torch.randn(3, 4, requires_grad=True), torch.randn(3, 4)
    for _ in range(2):
        (sanov.torch.distillation(student, teacher) * 2).backward()
    (once,) = torch.autograd.grad(sanov.torch.distillation(student, teacher), student)
    torch.testing.assert_close(student.grad, 4 * once)


def test_no_gradient_where_none_is_asked():
    student, teacher = torch.randn(3, 4, requires_grad=True), torch.randn(3, 4)
    assert not sanov.torch.distillation(student.detach(), teacher).requires_grad
    with torch.no_grad():
        assert not sanov.torch.distillation(student, teacher).requires_grad
    assert sanov.torch.distillation(student, teacher).grad_fn is not None


def test_weights_have_gradients():
    x, t = torch.randn(6, dtype=torch.float64), torch.randn(6, dtype=torch.float64)
    weight = torch.rand(6, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda w: sanov.torch.mse_loss(x, t, weight=w), weight)


def test_the_grid_knows_every_option():
    assert set(OPTIONS) <= set(LOSSES)
