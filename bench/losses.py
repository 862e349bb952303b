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


LOSSES = {
    "distillation KL": (st.distillation, distillation),
    "cross entropy, probabilities": (st.cross_entropy, F.cross_entropy),
}
SHAPES = ((256, 32_768), (32, 10))


def tensors(shape):
    generator = torch.Generator().manual_seed(20260103)
    student, teacher = (torch.randn(shape, generator=generator) for _ in range(2))
    return student.requires_grad_(True), teacher


def tasks():
    """For each task its name, the contenders' calls and how far their values and gradients are apart."""
    for shape in SHAPES:
        student, teacher = tensors(shape)
        for name, (ours, theirs) in LOSSES.items():
            target = teacher.softmax(-1) if "probabilities" in name else teacher
            steps = {"sanov": ours, "torch": theirs, "torch.compile": torch.compile(theirs, dynamic=False)}
            calls = {
                who: (lambda step: lambda: step(student, target))(forward_and_backward(loss))
                for who, loss in steps.items()
            }
            yield f"{name}, {shape[0]:,}×{shape[1]:,}, forward and backward", calls
        torch.compiler.reset()


def disagreement(calls):
    """The largest difference of a contender's value or gradient from sanov's, relative to the largest number there."""
    ours = calls["sanov"]()
    worst = 0.0
    for call in calls.values():
        for a, b in zip(ours, call(), strict=True):
            worst = max(worst, float((a - b).detach().abs().max() / a.detach().abs().max()))
    return worst
