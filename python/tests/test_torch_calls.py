"""How sanov.torch is called: signatures, layouts, dtypes, shapes, memory."""

import gc
import inspect
import math
import re
import subprocess
import sys
import warnings
import weakref
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch_cases import refused

import sanov.torch
from sanov._losses import FUNCTIONAL, LOSSES

inf = math.inf


# Signatures -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(FUNCTIONAL) - {"cosine_similarity"}))
def test_arguments_are_torchs(name):
    ours = list(inspect.signature(getattr(sanov.torch, name)).parameters.values())
    theirs = list(inspect.signature(getattr(F, name)).parameters.values())
    assert [each.name for each in ours[: len(theirs)]] == [each.name for each in theirs]
    assert [each.default for each in ours[: len(theirs)]] == [each.default for each in theirs]
    assert all(each.kind is each.KEYWORD_ONLY for each in ours[len(theirs) :])


def test_arguments_of_cosine_similarity():
    # A builtin of torch, without a signature.
    assert str(inspect.signature(sanov.torch.cosine_similarity)).startswith("(x1, x2, dim=1, eps=1e-08, *")


def test_every_loss_of_torch_that_we_have_is_held_to_its_arguments():
    assert {name for name in LOSSES if hasattr(F, name)} == set(FUNCTIONAL) & set(LOSSES)


def test_arguments_of_ours():
    assert str(inspect.signature(sanov.torch.distillation)) == (
        "(student, teacher, temperature=1.0, reverse=False, scaled=False, dim=-1, reduction='mean', check=True)"
    )
    assert "Hinton" in sanov.torch.distillation.__doc__
    assert sanov.torch.distillation.__module__ == "sanov.torch"


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_is_composed_too(loss):
    assert callable(getattr(sanov.torch._reduction._formulas, loss))


def test_old_arguments_are_refused():
    x = torch.zeros(2)
    refused("mse_loss: size_average and reduce are not taken", sanov.torch.mse_loss, x, x, True)
    refused("mse_loss: size_average and reduce are not taken", sanov.torch.mse_loss, x, x, reduce=False)


def test_importing_sanov_does_not_import_torch():
    code = "import sys, sanov; assert 'torch' not in sys.modules; sys.modules['torch'] = None; sanov.torch.kl_div"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1 and "ImportError: sanov.torch needs PyTorch: pip install torch" in done.stderr


def test_the_table_of_the_docs_is_the_catalogue():
    text = (Path(__file__).resolve().parents[2] / "docs" / "losses.md").read_text()
    rows = [line for line in text.splitlines() if re.match(r"\| `\w+` \| .* \| (element|row|whole) \|", line)]
    expected = [
        f"| `{name}` | {loss.title} | {loss.grain.lower()} | {'as torch' if name in FUNCTIONAL else ''} |"
        for name, loss in LOSSES.items()
    ]
    assert rows == expected


def test_docstrings_speak_python():
    foreign = re.compile(r"Throws|InvalidArgument|DomainError|nullptr|::|=(true|false)\b|\w+\.(h|cc)\b")
    texts = {name: f"{loss.formula} {loss.doc}" for name, loss in LOSSES.items()}
    assert {name: foreign.findall(text) for name, text in texts.items() if foreign.search(text)} == {}
    assert "projected=True" in sanov.torch.kl_div.__doc__ and "Raises ValueError if" in sanov.torch.composed.kl_div.__doc__


# Layouts and dtypes ---------------------------------------------------------------------------------------------------


def test_views_of_any_layout():
    base, teacher = torch.randn(10, 8, dtype=torch.float64, requires_grad=True), torch.randn(5, 4, dtype=torch.float64)
    for view in (base.T[::2, ::2][:4].T, base[:5, ::2], base[2:7, 4:], base.as_strided((5, 4), (1, 2))):
        (found,) = torch.autograd.grad(sanov.torch.distillation(view, teacher), base)
        (expected,) = torch.autograd.grad(sanov.torch.composed.distillation(view, teacher), base)
        torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-15)
    expanded = torch.randn(1, 4, dtype=torch.float64).expand(5, 4)
    value = sanov.torch.distillation(expanded, teacher)
    torch.testing.assert_close(value, sanov.torch.composed.distillation(expanded, teacher), rtol=1e-12, atol=0)


def test_a_negative_view_is_read_as_it_is_meant():
    z = torch.randn(3, 4, dtype=torch.complex128)
    view = z.conj().imag
    assert view.is_neg()
    torch.testing.assert_close(sanov.torch.l1_loss(view, z.imag), 2 * z.imag.abs().mean(), rtol=1e-12, atol=0)


def test_float16_is_computed_in_float32():
    x, t = torch.randn(40, 50).half(), torch.randn(40, 50).half()
    x.requires_grad_()
    value = sanov.torch.distillation(x, t, 2.0)
    (slope,) = torch.autograd.grad(value, x)
    assert value.dtype == slope.dtype == torch.float16
    exact = x.detach().double().requires_grad_()
    wanted = sanov.torch.distillation(exact, t.double(), 2.0)
    assert value == wanted.half()
    expected = torch.autograd.grad(wanted, exact)[0].half()
    torch.testing.assert_close(slope, expected, rtol=2**-10, atol=2**-24)


@pytest.mark.parametrize("classes", [4, 1000, 50000])
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32], ids=str)
@pytest.mark.parametrize("input_dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64], ids=str)
def test_a_softmax_sums_to_1_but_for_its_dtypes_rounding(dtype, input_dtype, classes):
    generator = torch.Generator().manual_seed(7)
    logits = 3 * torch.randn(8, classes, generator=generator)
    log_p = logits.log_softmax(-1)
    target, input = log_p.exp().to(dtype), log_p.to(input_dtype)
    for p in (target, torch.full_like(target, 1 / classes)):
        found = sanov.torch.cross_entropy(input, p)
        assert found.dtype == torch.promote_types(dtype, input_dtype)
        assert sanov.torch.kl_div(input, p, reduction="batchmean").isfinite()
    for log_target in (log_p, torch.full_like(log_p, -math.log(classes))):
        assert sanov.torch.kl_div(input, log_target.to(dtype), reduction="batchmean", log_target=True).isfinite()
    # What is no rounding is refused all the same: 3 % too few are more than 8 bits make of 4 classes.
    if classes == 4:
        refused("not to 1", sanov.torch.cross_entropy, input, 0.97 * target)
        refused("not to 1", sanov.torch.kl_div, input, 0.97 * target, reduction="batchmean")


def test_dtypes_are_promoted():
    x, t = torch.randn(4, dtype=torch.float32, requires_grad=True), torch.randn(4, dtype=torch.float64)
    value = sanov.torch.mse_loss(x, t)
    expected = F.mse_loss(x, t)
    assert value.dtype == expected.dtype == torch.float64
    torch.testing.assert_close(value, expected, rtol=1e-14, atol=0)
    assert torch.autograd.grad(value, x)[0].dtype == torch.float32


def test_broadcasting_warns_once_as_torch_does():
    x, t = torch.randn(3, 4, dtype=torch.float64, requires_grad=True), torch.randn(4, dtype=torch.float64)
    t.requires_grad_()
    sanov.torch._call._warned.discard("mse_loss")
    with pytest.warns(UserWarning, match="target has shape"):
        value = sanov.torch.mse_loss(x, t)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sanov.torch.mse_loss(x, t)
        found = torch.autograd.grad(value, (x, t))
        warnings.simplefilter("ignore")
        expected = torch.autograd.grad(F.mse_loss(x, t), (x, t))
    for each, wanted in zip(found, expected, strict=True):
        torch.testing.assert_close(each, wanted, rtol=1e-12, atol=1e-15)


def test_a_variance_of_each_row():
    x, t = torch.randn(3, 4, dtype=torch.float64), torch.randn(3, 4, dtype=torch.float64)
    for var in (torch.rand(3, 1, dtype=torch.float64) + 0.1, torch.rand(3, dtype=torch.float64) + 0.1, 0.5):
        found = sanov.torch.gaussian_nll_loss(x, t, var)
        torch.testing.assert_close(found, F.gaussian_nll_loss(x, t, var), rtol=1e-12, atol=0)


def test_labels_may_be_floats_where_torch_takes_them():
    x, y = torch.randn(3, 4), torch.randn(3, 4)
    for target in (torch.tensor([1.0, -1.0, 1.0]), torch.tensor([1, -1, 1])):
        torch.testing.assert_close(sanov.torch.cosine_embedding_loss(x, y, target), F.cosine_embedding_loss(x, y, target))


def test_the_mean_of_kl_div_is_no_divergence():
    q, p = torch.randn(3, 4).log_softmax(-1), torch.randn(3, 4).softmax(-1)
    sanov.torch._functions._said.discard("kl_div")
    with pytest.warns(UserWarning, match="'batchmean' is"):
        sanov.torch.kl_div(q, p)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sanov.torch.kl_div(q, p)
        sanov.torch.kl_div(q, p, reduction="batchmean")


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
@pytest.mark.parametrize("module", [sanov.torch, sanov.torch.composed], ids=["core", "composed"])
def test_autocast_computes_losses_in_float32(module, dtype):
    x, y, linear = torch.randn(6, 4), torch.randn(6, 4), torch.nn.Linear(4, 4)
    label = torch.tensor([0, 1, 2, 3, 0, 1])
    with torch.autocast("cpu", dtype=dtype):
        logits = linear(x)
        assert logits.dtype == dtype
        found = [
            module.distillation(logits, y.to(dtype), 2.0),
            module.cross_entropy(logits, label),
            module.cross_entropy(logits, y.to(dtype).softmax(-1)),
            module.binary_cross_entropy(logits.sigmoid().to(dtype), y.sigmoid().to(dtype)),
            module.cosine_similarity(logits, y.to(dtype)),
            module.l1_loss(logits, y.double()),
        ]
        (slope,) = torch.autograd.grad(found[0], logits, retain_graph=True)
        wide, other = logits.float(), y.to(dtype).float()
        expected = [
            module.distillation(wide, other, 2.0),
            torch.nn.functional.cross_entropy(logits, label),
            module.cross_entropy(wide, y.to(dtype).softmax(-1).float(), check=False),
            module.binary_cross_entropy(logits.sigmoid().to(dtype).float(), y.sigmoid().to(dtype).float()),
            module.cosine_similarity(wide, other),
            module.l1_loss(logits.double(), y.double()),
        ]
    assert [each.dtype for each in found] == [torch.float32] * 5 + [torch.float64]
    for each, wanted in zip(found, expected, strict=True):
        torch.testing.assert_close(each, wanted, rtol=1e-6, atol=1e-7)
    assert slope.dtype == dtype and slope.abs().max() > 0
    linear.zero_grad()
    found[0].backward()
    assert linear.weight.grad.dtype == torch.float32 and linear.weight.grad.abs().max() > 0
    assert module.distillation(logits, y.to(dtype)).dtype == dtype  # outside of it as before


# Memory ---------------------------------------------------------------------------------------------------------------


def test_large_gradients_have_memory_of_their_own() -> None:
    x = torch.randn(64, 1 << 17, requires_grad=True)

    def gradient(factor: float) -> torch.Tensor:
        return torch.autograd.grad(sanov.torch.mse_loss(x, torch.zeros_like(x), reduction="sum") * factor, x)[0]

    first, second = gradient(1), gradient(3)
    assert first.data_ptr() != second.data_ptr()
    place = second.data_ptr()
    torch.testing.assert_close(second, 3 * first)
    del second
    third = gradient(2)
    assert third.data_ptr() == place  # what was let go of is used again
    torch.testing.assert_close(third, 2 * first)


def test_a_loss_that_is_let_go_of_lets_its_gradients_go() -> None:
    x = torch.randn(8, 4, requires_grad=True)
    gc.disable()
    try:
        loss = sanov.torch.mse_loss(x, torch.zeros(8, 4))
        assert loss.grad_fn is not None
        gradient = weakref.ref(next(each for each in loss.grad_fn.gradients if each is not None))
        assert gradient() is not None
        del loss
        assert gradient() is None
    finally:
        gc.enable()


# Beside the losses ----------------------------------------------------------------------------------------------------


def test_a_misspelt_loss_is_suggested():
    with pytest.raises(AttributeError, match="^module 'sanov.torch' has no attribute 'kl_dvi'; did you mean 'kl_div'\\?$"):
        sanov.torch.kl_dvi  # noqa: B018
    with pytest.raises(AttributeError, match="'sanov.torch.composed' has no attribute 'mse_los'; did you mean 'mse_loss'"):
        sanov.torch.composed.mse_los  # noqa: B018
    assert not hasattr(sanov.torch, "__wrapped__")


def test_annealing_threshold():
    threshold = sanov.annealing_threshold
    assert sanov.torch.annealing_threshold is threshold
    # α(1 − 1/K) + 1/K with K = 10: α = 1/2, 1 − e^−2.5, e^−2.5.
    assert threshold(0.5, 10) == pytest.approx(0.55, rel=1e-15)
    assert threshold(0.5, 10, "logarithmic") == pytest.approx((1 - math.exp(-2.5)) * 0.9 + 0.1, rel=1e-15)
    assert threshold(0.5, 10, schedule="exponential") == pytest.approx(math.exp(-2.5) * 0.9 + 0.1, rel=1e-15)
    assert threshold(0, 4) == 0.25 and threshold(1, 4) == threshold(1, 4, "exponential") == 1
    refused("progress is 1.5; it must be from 0 to 1", threshold, 1.5, 10)
    refused("classes is 0; there must be one", threshold, 0.5, 0)
    refused("classes is -3; there must be one", threshold, 0.5, -3)
    refused("schedule is 'quadratic'; it must be 'logarithmic', 'linear' or 'exponential'", threshold, 0.5, 10, "quadratic")


@pytest.mark.parametrize("module", [sanov.torch, sanov.torch.composed], ids=["core", "composed"])
@pytest.mark.parametrize("reduction", ["none", "mean", "sum", "batchmean"])
def test_mixup_with_a_share_of_each_row(module, reduction):
    x = torch.randn(6, 4, dtype=torch.float64, requires_grad=True)
    a, b = torch.tensor([0, 1, 2, 3, 0, 1]), torch.tensor([3, 1, 0, 0, 2, 2])
    share = torch.tensor([0, 0.2, 0.5, 0.7, 0.9, 1], dtype=torch.float64, requires_grad=True)
    above = torch.randn(6, dtype=torch.float64) if reduction == "none" else torch.tensor(2.0, dtype=torch.float64)
    soft = share.unsqueeze(1) * F.one_hot(a, 4) + (1 - share).unsqueeze(1) * F.one_hot(b, 4)
    value = module.mixup_cross_entropy(x, a, b, share, label_smoothing=0.1, reduction=reduction)
    torch_reduction = "sum" if reduction == "batchmean" else reduction
    expected = F.cross_entropy(x, soft, label_smoothing=0.1, reduction=torch_reduction) / (6 if reduction == "batchmean" else 1)
    torch.testing.assert_close(value, expected, rtol=1e-12, atol=0)
    found = torch.autograd.grad(value, (x, share), above)
    wanted = torch.autograd.grad(expected, (x, share), above)
    for each, slope in zip(found, wanted, strict=True):
        torch.testing.assert_close(each, slope, rtol=1e-11, atol=1e-14)


def test_a_share_that_is_a_tensor():
    x, a, b = torch.randn(3, 4), torch.tensor([0, 1, 2]), torch.tensor([3, 1, 0])
    mixup = sanov.torch.mixup_cross_entropy
    assert mixup(x, a, b, torch.tensor(0.25)) == mixup(x, a, b, 0.25)
    half = mixup(x.half(), a, b, torch.full((3,), 0.25))
    torch.testing.assert_close(half, mixup(x.half(), a, b, 0.25), rtol=1e-3, atol=0)
    gone = torch.tensor([[-inf, 0.0], [0.0, 0.0]])
    assert mixup(gone, torch.tensor([0, 0]), torch.tensor([1, 1]), torch.tensor([0.0, 0.5])).isfinite()
    compiled = torch.compile(lambda s: mixup(x, a, b, s), fullgraph=True, backend="aot_eager")
    share = torch.tensor([0.1, 0.5, 0.9])
    torch.testing.assert_close(compiled(share), mixup(x, a, b, share))
    rows = torch.func.vmap(mixup)(x, a, b, share)
    torch.testing.assert_close(rows, mixup(x, a, b, share, reduction="none"))
    refused("share[1] is 1.5; it must be from 0 to 1", mixup, x, a, b, torch.tensor([0.1, 1.5, 0.2]))
    refused("share is of float32 and shape (2,); it must be a number, or of a floating type with one number a row: (3,)", mixup, x, a, b, torch.ones(2))
    refused("target[1] is 7", mixup, x, torch.tensor([0, 7, 2]), b, share)
    refused("other[1] is 7", mixup, x, a, torch.tensor([0, 7, 2]), share)
    refused("reduction is 'avg'", mixup, x, a, b, share, reduction="avg")
    assert "share may be a tensor" in mixup.__doc__


@pytest.mark.parametrize("module", [sanov.torch, sanov.torch.composed], ids=["core", "composed"])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16], ids=str)
def test_rows_at_the_annealings_threshold_stay(module, dtype):
    label = torch.tensor([0, 1, 2, 0])
    for classes in (3, 7, 10, 11, 13, 49):
        alike = torch.full((4, classes), 0.3, dtype=dtype)
        value = module.annealed_cross_entropy(alike, label, sanov.annealing_threshold(0, classes))
        torch.testing.assert_close(value.double().item(), math.log(classes), rtol=2**-8, atol=0)
        assert module.annealed_cross_entropy(alike, label, 0.0) == 0
