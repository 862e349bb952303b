"""Losses forward and backward: sanov.torch beside torch and torch.compile, on the same tensors of float32."""

import torch
import torch.nn.functional as F

import sanov.torch as st


def distillation(student, teacher):
    return F.kl_div(F.log_softmax(student, -1), F.softmax(teacher, -1), reduction="batchmean")


def forward_and_backward(loss):
    """The loss's value and its gradient by the first tensor, as one step of training asks for them."""

    def step(input, target):
        value = loss(input, target)
        (gradient,) = torch.autograd.grad(value, input)
        return value, gradient

    return step


def normal(shape, dtype=torch.float32):
    return torch.randn(shape, generator=torch.Generator().manual_seed(20260103)).to(dtype)


def labels(shape, classes):
    return torch.randint(classes, shape, generator=torch.Generator().manual_seed(20260104))


def pairs():
    """For each task its name, sanov's loss and torch's, the logits and the target."""
    for shape in ((256, 32_768), (32, 10)):
        size = f"{shape[0]:,}×{shape[1]:,}"
        teacher = normal(shape).flip(0)
        yield f"distillation KL, {size}", st.distillation, distillation, normal(shape), teacher
        yield f"cross entropy, probabilities, {size}", st.cross_entropy, F.cross_entropy, normal(shape), teacher.softmax(-1)
    logits = normal((2048, 4096), torch.bfloat16)
    yield "distillation KL, 2,048×4,096 of bfloat16", st.distillation, distillation, logits, logits.flip(0)
    yield ("cross entropy, labels, 2,048×4,096 of bfloat16", st.cross_entropy, F.cross_entropy, logits,
           labels((2048,), 4096))
    yield ("cross entropy, labels, 8×21×128×128", st.cross_entropy, F.cross_entropy, normal((8, 21, 128, 128)),
           labels((8, 128, 128), 21))


def tasks():
    """For each task its name and the contenders' calls."""
    for name, ours, theirs, logits, target in pairs():
        steps = {"sanov": ours, "torch": theirs, "torch.compile": torch.compile(theirs, dynamic=False)}
        logits.requires_grad_(True)
        calls = {
            who: (lambda step: lambda: step(logits, target))(forward_and_backward(loss)) for who, loss in steps.items()
        }
        yield f"{name}, forward and backward", calls
        torch.compiler.reset()


# torch rounds to bfloat16 between operators: contenders may be so much further apart.
COARSENESS = {torch.float32: 1, torch.bfloat16: 256}


def disagreement(calls):
    """The largest difference of a contender's value or gradient from sanov's, relative to the largest number there."""
    ours = calls["sanov"]()
    worst = 0.0
    for call in calls.values():
        for a, b in zip(ours, call(), strict=True):
            apart = (a.float() - b.float()).detach().abs().max() / a.float().detach().abs().max()
            worst = max(worst, float(apart) / COARSENESS[a.dtype])
    return worst
