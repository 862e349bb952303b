"""The grid on which sanov.torch is compared: losses × reductions × options × shapes × dtypes. And how refusals are read."""

import itertools
import re
from dataclasses import dataclass

import pytest
import torch
import torch.nn.functional as F

import sanov.torch
from sanov._losses import LOSSES

REDUCTIONS = ("none", "mean", "sum", "batchmean")
SHAPES = ((4,), (3, 5), (2, 7, 3), (0, 3), (2, 3, 2, 5), (33, 65))
DTYPES = (torch.float64, torch.float32, torch.bfloat16)


@dataclass
class Case:
    """One call: what it is given, and how it is named where it fails."""

    loss: str
    shape: tuple[int, ...]
    dtype: torch.dtype
    reduction: str
    options: dict[str, object]
    operands: tuple[torch.Tensor, ...]

    def __str__(self) -> str:
        options = {k: "tensor" if isinstance(v, torch.Tensor) else v for k, v in self.options.items()}
        return f"{self.loss} {self.shape} {self.dtype} {self.reduction} {options}"


# Options worth a run of their own, beside those that nobody names. A tensor is made to the shape of a case.
OPTIONS = {
    "mse_loss": [{"weight": "elements"}],
    "l1_loss": [{"weight": "elements"}],
    "huber_loss": [{"delta": 0.3}, {"weight": "elements", "delta": 2.0}],
    "smooth_l1_loss": [{"beta": 0.0}, {"beta": 0.3}],
    "kl_div": [{"log_target": True}],
    "poisson_nll_loss": [{"log_input": False}, {"full": True}, {"log_input": False, "full": True, "eps": 0.01}],
    "gaussian_nll_loss": [{"full": True}, {"eps": 0.9}],
    "binary_cross_entropy": [{"weight": "elements"}],
    "binary_cross_entropy_with_logits": [
        {"weight": "elements"},
        {"pos_weight": "classes"},
        {"weight": "elements", "pos_weight": "classes"},
    ],
    "multilabel_soft_margin_loss": [{"weight": "classes"}],
    "hinge_loss": [{"squared": True}, {"margin": 0.2}],
    "hinge_embedding_loss": [{"margin": 0.2}],
    "margin_ranking_loss": [{"margin": 0.2}],
    "gan_generator_loss": [{"minimax": True}],
    "gradient_penalty": [{"coefficient": 2.0}],
    "distillation": [{"temperature": 2.5}, {"reverse": True}, {"temperature": 3.0, "scaled": True}, {"dim": 0}],
    "jsd_distillation": [{"beta": 0.2, "normalized": True}, {"temperature": 2.0, "scaled": True}, {"dim": 0}],
    "tv_distillation": [{"temperature": 2.0, "scaled": True}, {"dim": 0}],
    "squared_hellinger_distillation": [{"temperature": 2.0, "scaled": True}, {"dim": 0}],
    "consistency": [{"temperature": 0.4, "threshold": 0.5}],
    "cross_entropy": [
        {"weight": "rows"},
        {"label_smoothing": 0.1},
        {"weight": "rows", "label_smoothing": 0.2, "ignore_index": 1},
        {"probabilities": True},
        {"probabilities": True, "weight": "rows", "label_smoothing": 0.1},
    ],
    "annealed_cross_entropy": [{"threshold": 0.3}, {"threshold": 0.4, "ignore_index": 1}],
    "mixup_cross_entropy": [{"share": 0.3}, {"share": 0.0}, {"share": 0.7, "label_smoothing": 0.1}],
    "nll_loss": [{"weight": "rows"}, {"ignore_index": 1}],
    "cosine_similarity": [{"dim": -1}, {"dim": 0, "eps": 0.5}],
    "cosine_embedding_loss": [{"margin": 0.3}],
    "soft_kendall_loss": [{"temperature": 0.1}, {"standardized": False}],
    "soft_spearman_loss": [{"temperature": 0.1}, {"standardized": False}],
    "mse_kendall_loss": [{"mse_weight": 0.5, "kendall_weight": 2.0}],
    "pairwise_hinge_loss": [{"margin": 0.3}, {"squared": True}],
}


def class_dimension(loss: str, rank: int, options: dict[str, object]) -> int:
    if "dim" in options:
        return int(options["dim"]) % rank
    first = loss == "cosine_similarity" or LOSSES[loss].classes_second
    return min(1, rank - 1) if first else rank - 1


def _operand(loss: str, name: str, shape: tuple[int, ...], options: dict[str, object]) -> torch.Tensor:
    """Numbers that a loss may be given, in float64, which bfloat16 holds too where they need not sum to 1."""
    x, rank = torch.randn(shape, dtype=torch.float64), len(shape)
    dim = class_dimension(loss, rank, options)
    rest = shape[:dim] + shape[dim + 1 :]
    if LOSSES[loss].classes_second and name in ("target", "other") and "probabilities" not in options:
        return torch.randint(0, max(shape[dim], 1), rest)
    if loss == "cosine_embedding_loss" and name == "target":
        return torch.randint(0, 2, shape[:-1]) * 2 - 1
    if LOSSES[loss].differentiable[LOSSES[loss].operands.index(name)] is False and loss in (
        "soft_margin_loss", "hinge_loss", "hinge_embedding_loss", "margin_ranking_loss",
    ):  # fmt: skip
        return x.sign()
    if loss == "kl_div":
        return x.log_softmax(-1) if name == "input" or options.get("log_target") else x.softmax(-1)
    if loss == "nll_loss":
        return x.log_softmax(dim)
    if loss == "cross_entropy" and name == "target":
        return x.softmax(dim)
    between = loss == "binary_cross_entropy" or (
        name == "target" and loss in ("binary_cross_entropy_with_logits", "multilabel_soft_margin_loss")
    )
    if between:
        return x.sigmoid()
    positive = name in ("var", "norms") or loss == "log_ratio_loss" or (loss == "poisson_nll_loss" and name == "target")
    if positive or (loss == "poisson_nll_loss" and options.get("log_input") is False):
        return x.exp()
    return x


def _option(loss: str, value: object, shape: tuple[int, ...], options: dict[str, object]) -> object:
    if value == "elements":
        return torch.rand(shape, dtype=torch.float64) + 0.1
    if value == "classes":
        return torch.rand(shape[-1:], dtype=torch.float64) + 0.1
    if value == "rows":
        return torch.rand(shape[class_dimension(loss, len(shape), options)], dtype=torch.float64) + 0.1
    return value


def cases(dtype: torch.dtype):
    """Every case of one dtype. The same numbers in every run."""
    torch.manual_seed(20)
    for name, loss in LOSSES.items():
        variants = [{}, *OPTIONS.get(name, [])]
        for chosen, shape, reduction in itertools.product(variants, SHAPES, REDUCTIONS):
            if loss.grain == "Row" and shape[class_dimension(name, len(shape), chosen)] == 0:
                continue
            if name == "cosine_similarity" and len(shape) == 1 and "dim" not in chosen:
                continue  # there is no dimension 1
            operands = [_operand(name, each, shape, chosen) for each in loss.operands]
            made = {k: _option(name, v, shape, chosen) for k, v in chosen.items() if k != "probabilities"}
            made = {k: v.to(dtype) if isinstance(v, torch.Tensor) else v for k, v in made.items()}
            operands = [each.to(dtype) if each.is_floating_point() else each for each in operands]
            yield Case(name, shape, dtype, reduction, made, tuple(operands))


def has_mean(case: Case) -> bool:
    return case.reduction in ("none", "sum") or 0 not in case.shape


def reference(case: Case, operands: list[torch.Tensor]) -> torch.Tensor:
    """torch.nn.functional's value where it has the loss and one for this call, else that of the composition."""
    function = getattr(F, case.loss, None)
    if case.loss == "cosine_similarity" and "eps" not in case.options:
        values = function(*operands, **case.options)
        return {"none": values, "mean": values.mean(), "sum": values.sum()}.get(case.reduction, values.sum() / case.shape[0])
    if function is None or not _is_torchs(case):
        return getattr(sanov.torch.composed, case.loss)(*operands, reduction=case.reduction, **case.options)
    if case.reduction == "batchmean" and case.loss != "kl_div":
        return function(*operands, reduction="sum", **case.options) / case.shape[0]
    return function(*operands, reduction=case.reduction, **case.options)


def _is_torchs(case: Case) -> bool:
    """Whether torch has a value, and its gradient, for this call."""
    if case.loss == "cosine_similarity":
        return False  # a length held at eps moves with torch's gradient all the same
    if case.loss == "cosine_embedding_loss":
        return len(case.shape) <= 2
    ignored = case.options.get("ignore_index")
    return not (ignored is not None and case.reduction == "mean" and bool((case.operands[1] == ignored).all()))  # NaN


def refused(words, function, *arguments, **options):
    """The call is an error whose sentence has these words."""
    with pytest.raises(ValueError, match=re.escape(words)):
        function(*arguments, **options)
