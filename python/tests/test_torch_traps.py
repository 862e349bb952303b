"""What goes wrong with losses elsewhere, silently: sanov.torch refuses it, or gives the limit."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch_cases import refused

import sanov.torch

inf = math.inf


def test_traps():
    p, x = torch.tensor([[0.25, 0.75]]), torch.tensor([[0.5, 2.0]])
    kl = sanov.torch.kl_div
    refused("kl_div: input[0, 0] is 0.25; it must be log-probabilities", kl, p, p, reduction="sum")
    refused("kl_div: target[0, 0] is -1.3862943", kl, p.log(), p.log(), reduction="sum")
    refused("kl_div: input[0, 0] is NaN", kl, x.log_softmax(-1).log(), p, reduction="sum")
    refused("kl_div: target, row 0 sums to 0.5, not to 1", kl, p.log(), p / 2, reduction="sum")
    assert kl(p.log(), p / 2, reduction="sum", check=False) < 0
    refused("sums to 2, not to 1; give probabilities along the classes, or check=False", sanov.torch.cross_entropy, x, 2 * p)
    refused("target[1] is 2; the 2 classes are 0 to 1", sanov.torch.cross_entropy, x.repeat(2, 1), torch.tensor([0, 2]))
    labels = torch.zeros(3, 2).long()  # of rows that are (2, 3): as many, and in another order
    refused("target has shape (3, 2), but the rows of input are (2, 3)", sanov.torch.cross_entropy, torch.randn(2, 5, 3), labels)
    refused("temperature is 0; it must be from 1e-100 to 1e+100", sanov.torch.distillation, x, x, 0.0)
    refused("student[0, 1] is NaN", sanov.torch.distillation, torch.tensor([[0.0, math.nan]]), x)


def test_limits_where_torch_has_nan():
    x, t = torch.tensor([-inf, 0.0], requires_grad=True), torch.tensor([0.0, 1.0], requires_grad=True)
    assert F.kl_div(x, t, reduction="sum").isnan()
    value = sanov.torch.kl_div(x, t, reduction="sum")
    by_x, by_t = torch.autograd.grad(value, (x, t))
    assert value == 0 and by_x.tolist() == [0, -1] and by_t.tolist() == [inf, 1]
    projected = sanov.torch.kl_div(x, t, reduction="sum", projected=True)
    assert torch.autograd.grad(projected, t)[0].tolist() == [0, 1]

    logits, ignored = torch.randn(2, 3, requires_grad=True), torch.tensor([-100, -100])
    assert F.cross_entropy(logits, ignored).isnan()
    value = sanov.torch.cross_entropy(logits, ignored)
    assert value == 0 and torch.autograd.grad(value, logits)[0].tolist() == [[0] * 3] * 2

    sure, yes = torch.tensor([inf, -inf], requires_grad=True), torch.tensor([1.0, 0.0])
    assert F.binary_cross_entropy_with_logits(sure, yes).isnan()
    value = sanov.torch.binary_cross_entropy_with_logits(sure, yes)
    assert value == 0 and torch.autograd.grad(value, sure)[0].tolist() == [0, 0]

    gone = torch.tensor([[0.0, -inf]], requires_grad=True)
    value = sanov.torch.distillation(gone, gone.detach())
    assert value == 0 and torch.autograd.grad(value, gone)[0].tolist() == [[0, 0]]


@pytest.mark.parametrize("module", [sanov.torch, sanov.torch.composed], ids=["core", "composed"])
def test_a_class_of_no_probability(module):
    student, teacher = torch.tensor([[0.3, 1.0, -inf]]), torch.tensor([[1.0, 0.0, -inf]])
    student.requires_grad_()
    by_three = module.distillation(student, teacher)
    by_two = module.distillation(student[:, :2], teacher[:, :2])
    torch.testing.assert_close(by_three, by_two)
    torch.testing.assert_close(
        torch.autograd.grad(by_three, student)[0], torch.autograd.grad(by_two, student)[0], rtol=1e-5, atol=1e-7
    )


def test_kl_from_logits_is_never_negative():
    x = torch.randn(200, 50)
    near = x + 1e-4 * torch.randn(200, 50)
    found = sanov.torch.distillation(near, x, reduction="none")
    exact = sanov.torch.distillation(near.double(), x.double(), reduction="none")
    assert (found >= 0).all()
    torch.testing.assert_close(found.double(), exact, rtol=1e-3, atol=0)


@pytest.mark.parametrize("module", [sanov.torch, sanov.torch.composed], ids=["core", "composed"])
def test_an_option_may_be_a_tensor_of_one_number(module):
    x, y = torch.randn(3, 4), torch.randn(3, 4)
    expected = module.distillation(x, y, 2.5, scaled=True)
    warm = torch.tensor(2.5, requires_grad=True)
    assert module.distillation(x, y, warm.detach(), scaled=torch.tensor(True)) == expected
    assert module.distillation(x, y, torch.tensor([2.5]), scaled=True) == expected
    words = "distillation: temperature is a tensor that requires grad, but a loss has no gradient by its options; give temperature.item()"
    refused(words, module.distillation, x, y, warm)
    refused(words, module.distillation, x.requires_grad_(), y, warm)
    refused("temperature is a tensor of shape (2,); one number is needed", module.distillation, x, y, torch.ones(2))
    with torch.no_grad():
        assert module.distillation(x, y, warm, scaled=True) == expected


@pytest.mark.parametrize("module", [sanov.torch, sanov.torch.composed], ids=["core", "composed"])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float16], ids=str)
def test_a_column_is_no_list_of_rows(module, dtype):
    column, labels = torch.randn(6, 1, dtype=dtype), torch.zeros(6).long()
    for name in ("soft_kendall_loss", "soft_spearman_loss", "mse_kendall_loss"):
        words = f"{name}: input has shape (6, 1), so that each row is one score, which has no order; for one list of 6 give input.squeeze(1), or dim=0"
        refused(words, getattr(module, name), column, column)
        assert getattr(module, name)(column, column, dim=0).isfinite()
        assert getattr(module, name)(column, column, check=False).isfinite()
        assert getattr(module, name)(column[0], column[0]).isfinite()
    for name in ("distillation", "jsd_distillation", "tv_distillation", "squared_hellinger_distillation"):
        words = f"{name}: student has shape (6, 1), so that each row is one class, whose softmax is 1 whatever the logit; for yes or no take binary_cross_entropy_with_logits"
        refused(words, getattr(module, name), column, column)
        assert getattr(module, name)(column, column, check=False) == 0
    refused("binary_cross_entropy_with_logits", module.consistency, column, column)
    refused("binary_cross_entropy_with_logits", module.cross_entropy, column, labels)
    refused("binary_cross_entropy_with_logits", module.annealed_cross_entropy, column, labels)
    refused("binary_cross_entropy_with_logits", module.mixup_cross_entropy, column, labels, labels)
    assert module.nll_loss(-column.abs(), labels).isfinite()
    assert module.multilabel_soft_margin_loss(column, column.sigmoid()).isfinite()


def test_bad_calls():
    x, y = torch.randn(3, 4), torch.randn(3, 5)
    mse, ce = sanov.torch.mse_loss, sanov.torch.cross_entropy
    refused("mse_loss: target does not broadcast: the shapes are input (3, 4), target (3, 5)", mse, x, y)
    refused("mse_loss: input is of int64; it must be of a floating type", mse, x.long(), x)
    refused("mse_loss: target must be of a floating type", mse, x, x.long())
    refused("cross_entropy: target is of int32; it must be of int64 for class indices", ce, x, torch.zeros(3).int())
    refused("cross_entropy: input is of complex64", ce, x.to(torch.complex64), x)
    refused("reduction is 'avg'; it must be 'none', 'mean', 'sum' or 'batchmean'", mse, x, x, reduction="avg")
    refused("temperature is 'hot'; one number is needed", sanov.torch.distillation, x, x, "hot")
    refused("temperature is None; one number is needed", sanov.torch.composed.distillation, x, x, None)
    refused("dim is 'last'; one number is needed", sanov.torch.distillation, x, x, dim="last")
    assert sanov.torch.distillation(x, x, np.float32(2)) == 0
    refused("dim is 2, but the tensors have 2 dimensions", sanov.torch.distillation, x, x, dim=2)
    refused("dim is 0.5; a whole number is needed", sanov.torch.distillation, x, x, dim=0.5)
    refused("weight has 3 numbers, but there are 4 classes", ce, x, torch.zeros(3).long(), torch.ones(3))
    refused("teacher has shape (3, 5), but student has (3, 4)", sanov.torch.distillation, x, y)
    with pytest.raises(TypeError, match="mse_loss: target is of type list; a tensor is needed"):
        mse(x, [1.0])
    with pytest.raises(TypeError, match="unexpected keyword"):
        mse(x, x, wieght=x)


def test_second_derivatives_by_named_tensors_are_refused() -> None:
    x, w = torch.randn(6, 4), torch.randn(4, 3, requires_grad=True)
    label = torch.tensor([0, 1, 2, 0, 1, 2])
    loss = sanov.torch.cross_entropy(x @ w, label)
    (slope,) = torch.autograd.grad(loss, w, create_graph=True)
    with pytest.raises(RuntimeError, match="composed.cross_entropy"):
        torch.autograd.grad(slope.square().sum(), w)
    with pytest.raises(RuntimeError, match="composed.cross_entropy"):
        torch.autograd.functional.hessian(lambda z: sanov.torch.cross_entropy(z, label), x @ w.detach())
    composed = sanov.torch.composed.cross_entropy(x @ w, label)
    (slope,) = torch.autograd.grad(composed, w, create_graph=True)
    assert torch.autograd.grad(slope.square().sum(), w)[0].abs().max() > 0
