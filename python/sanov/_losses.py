"""The catalogue of losses as Python calls them. Needs no torch: the types are made from here, where there may be none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sanov import _core

# What follows the operands in torch.nn.functional, in its order. What a loss takes besides is given by name.
FUNCTIONAL = {
    "binary_cross_entropy": "weight size_average reduce reduction",
    "binary_cross_entropy_with_logits": "weight size_average reduce reduction pos_weight",
    "cosine_embedding_loss": "margin size_average reduce reduction",
    "cosine_similarity": "dim eps",
    "cross_entropy": "weight size_average ignore_index reduce reduction label_smoothing",
    "gaussian_nll_loss": "full eps reduction",
    "hinge_embedding_loss": "margin size_average reduce reduction",
    "huber_loss": "reduction delta weight",
    "kl_div": "size_average reduce reduction log_target",
    "l1_loss": "size_average reduce reduction weight",
    "margin_ranking_loss": "margin size_average reduce reduction",
    "mse_loss": "size_average reduce reduction weight",
    "multilabel_soft_margin_loss": "weight size_average reduce reduction",
    "nll_loss": "weight size_average ignore_index reduce reduction",
    "poisson_nll_loss": "log_input full size_average eps reduce reduction",
    "smooth_l1_loss": "size_average reduce reduction beta",
    "soft_margin_loss": "size_average reduce reduction",
}
# What Python takes besides.
MORE = {
    "mixup_cross_entropy": "share may be a tensor too, of one number or one a row, by which there is a gradient; that "
    "takes two passes."
}
TYPES = {"number": "float", "flag": "bool", "whole": "int", "tensor": "Tensor | None"}


@dataclass(frozen=True)
class Argument:
    """One argument of a loss's function."""

    name: str
    type: str  # as a stub has it
    default: str | None  # in Python's words; None where there is none
    by_name: bool = False  # and not by position


@dataclass(frozen=True)
class Loss:
    """What the catalogue knows of one loss."""

    index: int
    name: str
    grain: str  # what a value stands for: an Element, a Row, or the Whole
    operands: tuple[str, ...]
    differentiable: tuple[bool, ...]
    options: tuple[tuple[str, str, float | None], ...]  # name, kind, default
    classes_second: bool  # without `dim`, the classes lie along dimension 1 where there is one
    reduction: str
    title: str
    formula: str
    doc: str

    @property
    def numbers(self) -> tuple[str, ...]:
        """The options that are no tensors, in the order that the core takes them."""
        return tuple(name for name, kind, _ in self.options if kind != "tensor")

    @property
    def tensors(self) -> tuple[str, ...]:
        return tuple(name for name, kind, _ in self.options if kind == "tensor")

    def arguments(self) -> list[Argument]:
        """In the order of the function's signature."""
        known = {name: Argument(name, TYPES[kind], repr(default)) for name, kind, default in self.options}
        known["reduction"] = Argument("reduction", "_Reduction", repr(self.reduction))
        known |= {name: Argument(name, "None", "None") for name in ("size_average", "reduce")}
        order = [name for name in FUNCTIONAL.get(self.name, "").split() if name in known]
        ours = [name for name, _, _ in self.options if name not in order]
        if "reduction" not in order:
            ours.append("reduction")
        known["check"] = Argument("check", "bool", "True")
        ours.append("check")
        operands = [Argument(name, "Tensor", None) for name in self.operands]
        if self.name not in FUNCTIONAL:
            return operands + [known[name] for name in ours]
        by_name = [Argument(name, known[name].type, known[name].default, by_name=True) for name in ours]
        return operands + [known[name] for name in order] + by_name

    def signature(self, typed: bool) -> str:
        """The arguments as `def` has them between its parentheses."""
        words, marked = [], False
        for argument in self.arguments():
            if argument.by_name and not marked:
                words.append("*")
                marked = True
            word = f"{argument.name}: {argument.type}" if typed else argument.name
            equals = " = " if typed else "="
            words.append(word if argument.default is None else word + equals + argument.default)
        return ", ".join(words)

    def class_axis(self, numbers: tuple[float, ...], rank: int) -> int:
        """Along which dimension the classes of a row lie."""
        if "dim" in self.numbers:
            return int(numbers[self.numbers.index("dim")]) % max(rank, 1)
        return 1 if self.classes_second and rank > 1 else rank - 1

    def value_shape(self, shape: tuple[int, ...], numbers: tuple[float, ...], reduction: str) -> tuple[int, ...]:
        """The shape of the value for a first operand of this shape."""
        if reduction != "none" or self.grain == "Whole":
            return ()
        if not self.by_row or not shape:
            return tuple(shape)
        axis = self.class_axis(numbers, len(shape))
        return (*shape[:axis], *shape[axis + 1 :])

    @property
    def by_row(self) -> bool:
        return self.grain == "Row"


def _loss(index: int, known: dict[str, Any]) -> Loss:
    fields = dict(known)
    if fields["name"] in MORE:
        fields["doc"] += "\n" + MORE[fields["name"]]
    operands = fields.pop("operands")
    return Loss(
        index=index,
        operands=tuple(name for name, _ in operands),
        differentiable=tuple(each for _, each in operands),
        options=tuple(fields.pop("options")),
        **fields,
    )


def annealing_threshold(
    progress: float, classes: int, schedule: Literal["logarithmic", "linear", "exponential"] = "linear"
) -> float:
    """Training-signal annealing: the threshold of annealed_cross_entropy at a stage of training.

      α(1 − 1/K) + 1/K, α = 1 − e^(−5·progress), progress, or e^(5(progress − 1))

    K is the number of classes; progress runs from 0 to 1. From 1/K on (at progress 0 the logarithmic and the linear
    schedule start there, the exponential at α = e^−5) up to 1; the logarithmic one ends at α = 1 − e^−5. The exponential
    one lets the signal of the labels go latest: for few labels.
    Raises ValueError if progress leaves [0, 1], there is no class or no such schedule.
    Xie, Dai, Hovy, Luong and Le, Unsupervised Data Augmentation for Consistency Training, 2020.
    """
    return _core.annealing_threshold(progress, classes, schedule)


LOSSES = {known["name"]: _loss(index, known) for index, known in enumerate(_core.losses())}
