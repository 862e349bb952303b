"""sanov.torch under torch.compile, torch.func and torch.library's own checks."""

import subprocess
import sys

import pytest
import torch
from torch.func import grad, jacrev, jvp, vmap
from torch_cases import cases

import sanov.torch
from sanov._losses import LOSSES


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


def test_compiled_and_mapped_under_autocast(logits):
    student, teacher = (each.bfloat16() for each in logits)

    def step(student, teacher):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return sanov.torch.distillation(student, teacher, 2.0)

    expected = sanov.torch.distillation(student.float(), teacher.float(), 2.0)
    compiled = torch.compile(step, fullgraph=True, backend="aot_eager")(student, teacher)
    assert compiled.dtype == torch.float32
    close(compiled, expected)
    rows = vmap(step)(student, teacher)
    assert rows.dtype == torch.float32
    torch.testing.assert_close(rows.mean(), expected, rtol=1e-6, atol=0)


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
    x, y = torch.randn(4, 5, 3, dtype=torch.float64), torch.randint(0, 3, (4, 5))
    weight = torch.rand(3, dtype=torch.float64)
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


def batched(case):
    """Three calls like this one: the operands, each of three with the first its own."""
    return [torch.stack([each, each.roll(1, 0), each.flip(0)]) if each.dim() else each.repeat(3) for each in case.operands]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("loss", LOSSES)
def test_vmap_is_the_same_as_one_by_one(loss):
    known, count = LOSSES[loss], 0
    for case in cases(torch.float64):
        if case.loss != loss or case.shape not in ((4,), (3, 5), (2, 7, 3)):
            continue
        operands = batched(case)
        slopes = tuple(
            k
            for k, (each, can) in enumerate(zip(operands, known.differentiable, strict=True))
            if can and each.is_floating_point()
        )

        def value(*given, case=case):
            return getattr(sanov.torch, case.loss)(*given, reduction=case.reduction, check=False, **case.options)

        def summed(*given, value=value):
            return value(*given).sum()

        one_by_one = [[each[i] for each in operands] for i in range(3)]
        close(vmap(value)(*operands), torch.stack([value(*each) for each in one_by_one]))
        found = vmap(grad(summed, argnums=slopes))(*operands)
        expected = [grad(summed, argnums=slopes)(*each) for each in one_by_one]
        for k, each in enumerate(found):
            close(each, torch.stack([slope[k] for slope in expected]))
        # The first is the same for all, and the batch lies elsewhere.
        first, *others = operands
        moved = [each.movedim(0, -1) for each in others]
        mixed = vmap(value, in_dims=(None, *[-1] * len(others)), out_dims=-1)(first[0], *moved) if others else None
        if mixed is not None:
            close(mixed.movedim(-1, 0), torch.stack([value(first[0], *each[1:]) for each in one_by_one]))
        count += 1
    assert count


def test_vmap_of_a_batch_is_one_call(monkeypatch):
    calls = []
    evaluate = sanov._core.evaluate_loss
    monkeypatch.setattr(sanov._core, "evaluate_loss", lambda *given: calls.append(given[4]) or evaluate(*given))
    x, label = torch.randn(50, 8, 5), torch.randint(0, 5, (50, 8))
    vmap(grad(lambda x, y: sanov.torch.cross_entropy(x, y, torch.rand(5))), randomness="same")(x, label)
    vmap(lambda x: sanov.torch.distillation(x, x, reduction="none", dim=0))(x)
    vmap(sanov.torch.mse_loss)(x, x)
    assert calls == ["none"] * 3


def test_weights_of_their_own_under_vmap():
    x, label, weight = torch.randn(4, 6, 5), torch.randint(0, 5, (4, 6)), torch.rand(4, 5)
    found = vmap(sanov.torch.cross_entropy)(x, label, weight)
    close(found, torch.stack([sanov.torch.cross_entropy(*each) for each in zip(x, label, weight, strict=True)]))


def test_ignored_labels_under_vmap():
    x, label = torch.randn(3, 2, 5, dtype=torch.float64), torch.tensor([[0, 1], [-100, 2], [-100, -100]])
    found = vmap(sanov.torch.cross_entropy)(x, label)
    close(found, torch.stack([sanov.torch.cross_entropy(*each) for each in zip(x, label, strict=True)]))
    assert found[2] == 0


@pytest.mark.parametrize("missing", range(5), ids=["transforms", "modes", "graph", "forward", "all"])
def test_without_what_torch_does_not_promise(missing):
    code = """
import sys
import torch
from torch.autograd import forward_ad
names = [(torch._C, "_are_functorch_transforms_active"), (torch._C, "_len_torch_dispatch_stack"),
         (torch._C._autograd, "_get_current_graph_task_keep_graph"), (forward_ad, "_current_level")]
names = [names[int(sys.argv[1])]] if sys.argv[1] != "4" else names
kept = [getattr(*each) for each in names]
for each in names: delattr(*each)
import sanov.torch
for each, value in zip(names, kept): setattr(*each, value)
x, y = torch.randn(2, 3, 4)
x.requires_grad_()
value = sanov.torch.distillation(x, y, 2.0)
expected = sanov.torch.composed.distillation(x, y, 2.0)
torch.testing.assert_close(value, expected)
for _ in range(2):
    found, = torch.autograd.grad(2 * value, x, retain_graph=True)
    torch.testing.assert_close(found, torch.autograd.grad(2 * expected, x, retain_graph=True)[0])
"""
    subprocess.run([sys.executable, "-c", code, str(missing)], check=True)
