"""sanov.torch under torch.compile, torch.func and torch.library's own checks."""

import pytest
import torch
from torch.func import grad, jacrev, jvp, vmap

import sanov.torch


@pytest.fixture
def logits():
    generator = torch.Generator().manual_seed(3)
    return [torch.randn(6, 5, generator=generator, dtype=torch.float64) for _ in range(2)]


@pytest.fixture
def slope(logits):
    student = logits[0].clone().requires_grad_()
    return torch.autograd.grad(sanov.torch.distillation(student, logits[1], 2.0), student)[0]


def close(found, expected):
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_compiled_whole(logits, reduction):
    def step(student, teacher):
        return sanov.torch.distillation(student * 1.5, teacher, 2.0, reduction=reduction).sum()

    compiled = torch.compile(step, fullgraph=True, backend="aot_eager")
    found, expected = (logits[0].clone().requires_grad_() for _ in range(2))
    value = compiled(found, logits[1])
    value.backward()
    wanted = step(expected, logits[1])
    wanted.backward()
    close(value, wanted)
    close(found.grad, expected.grad)


def test_compiled_with_labels_and_weights():
    x, y, weight = torch.randn(6, 5), torch.randint(0, 5, (6,)), torch.rand(5)

    def step(x):
        return sanov.torch.cross_entropy(x, y, weight, label_smoothing=0.1)

    close(torch.compile(step, fullgraph=True, backend="aot_eager")(x), step(x))


def test_compiled_gradient_of_torch_func(logits, slope):
    step = torch.compile(grad(lambda x: sanov.torch.distillation(x, logits[1], 2.0)), backend="aot_eager")
    close(step(logits[0]), slope)


def test_grad(logits, slope):
    close(grad(lambda x: sanov.torch.distillation(x, logits[1], 2.0))(logits[0]), slope)


def test_vmap_as_a_batch(logits):
    student, teacher = logits
    rows = vmap(lambda x, y: sanov.torch.distillation(x, y, 2.0))(student, teacher)
    close(rows, sanov.torch.distillation(student, teacher, 2.0, reduction="none"))


def test_gradients_of_examples(logits, slope):
    student, teacher = logits
    close(vmap(grad(lambda x, y: sanov.torch.distillation(x, y, 2.0)))(student, teacher) / 6, slope)
    outer = grad(lambda x: vmap(lambda x, y: sanov.torch.distillation(x, y, 2.0))(x, teacher).mean())
    close(outer(student), slope)


def test_vmap_over_labels():
    x, y, weight = torch.randn(4, 5, 3), torch.randint(0, 3, (4, 5)), torch.rand(3)
    found = vmap(lambda x, y: sanov.torch.cross_entropy(x, y, weight))(x, y)
    close(found, torch.stack([sanov.torch.cross_entropy(*each, weight) for each in zip(x, y, strict=True)]))


def test_jacobian(logits):
    student, teacher = logits
    found = jacrev(lambda x: sanov.torch.distillation(x, teacher, reduction="none"))(student)
    expected = jacrev(lambda x: sanov.torch.composed.distillation(x, teacher, reduction="none"))(student)
    close(found, expected)


def test_forward_mode(logits, slope):
    student, teacher = logits
    along = torch.ones_like(student).cumsum(1)
    _, tangent = jvp(lambda x: sanov.torch.distillation(x, teacher, 2.0), (student,), (along,))
    torch.testing.assert_close(tangent, (slope * along).sum(), rtol=1e-10, atol=1e-14)
    with torch.autograd.forward_ad.dual_level():
        dual = torch.autograd.forward_ad.make_dual(student, along)
        value = sanov.torch.distillation(dual, teacher, 2.0)
        close(torch.autograd.forward_ad.unpack_dual(value).tangent, tangent)


def test_grad_of_grad_is_refused(logits):
    inner = grad(lambda x: sanov.torch.distillation(x, logits[1]))
    with pytest.raises(RuntimeError, match="no second derivatives"):
        grad(lambda x: inner(x).square().sum())(logits[0])


def test_gradients_in_batches(logits):
    student = logits[0].clone().requires_grad_()
    values = sanov.torch.distillation(student, logits[1], reduction="none")
    (found,) = torch.autograd.grad(values, student, torch.eye(6, dtype=torch.float64), is_grads_batched=True)
    close(found, jacrev(lambda x: sanov.torch.composed.distillation(x, logits[1], reduction="none"))(logits[0]))


def test_operators_are_sound(logits):
    # Its other tests differentiate the gradients that an operator returns beside the value, which is refused.
    checks = ("test_schema", "test_autograd_registration", "test_faketensor")
    student = logits[0].clone().requires_grad_()
    for reduction in ("mean", "none"):
        arguments = (student, logits[1], [2.0, 0.0, 0.0, -1.0], reduction, True, 0.0, [True, False])
        torch.library.opcheck(torch.ops.sanov.distillation, arguments, test_utils=checks)


def test_other_devices(logits):
    student, teacher = (each.to("meta") for each in logits)
    assert sanov.torch.distillation(student, teacher, reduction="none").shape == (6,)
    assert sanov.torch.distillation(student, teacher).device.type == "meta"
