"""sanov.torch under autograd: gradients, and what is refused."""

import pytest
import torch
import torch.nn.functional as F

import sanov.torch


def test_distillation_as_composed():
    generator = torch.Generator().manual_seed(1)
    student, teacher = (torch.randn(32, 10, generator=generator, dtype=torch.float64) for _ in range(2))
    student.requires_grad_(), teacher.requires_grad_()
    value = sanov.torch.distillation(student, teacher, temperature=2.0)
    found = torch.autograd.grad(value, (student, teacher))
    by_torch = F.kl_div(
        F.log_softmax(student / 2, -1), F.log_softmax(teacher / 2, -1), reduction="batchmean", log_target=True
    )
    expected = torch.autograd.grad(by_torch, (student, teacher))
    torch.testing.assert_close(value, by_torch, rtol=1e-12, atol=0)
    for each, wanted in zip(found, expected, strict=True):
        torch.testing.assert_close(each, wanted, rtol=1e-12, atol=1e-15)


def test_a_second_derivative_is_refused():
    student = torch.randn(3, 4, requires_grad=True)
    value = sanov.torch.distillation(student, torch.randn(3, 4))
    (slope,) = torch.autograd.grad(value, student, create_graph=True)
    with pytest.raises(RuntimeError, match=r"sanov.torch.distillation has no second derivatives.*sanov.torch.composed"):
        slope.square().sum().backward()
