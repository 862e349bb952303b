"""The losses as compositions of torch's operators, one function each: values by element or by row, before reduction.

A pair is values and what their mean is divided by; a list is of values that are reduced each on their own. Where
the plain formula would be 0·∞, the factor is masked before it is multiplied, so that no gradient becomes NaN.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

Weighted = tuple[Tensor, Tensor | None]


def times(a: Tensor, b: Tensor) -> Tensor:
    """a·b, where 0·∞ is 0."""
    return a * b.masked_fill((a == 0) & b.isinf(), 0.0)


def _difference(a: Tensor, b: Tensor) -> Tensor:
    """a − b, where ∞ − ∞ is 0."""
    same = (a == b) & a.isinf()
    return a.masked_fill(same, 0.0) - b.masked_fill(same, 0.0)


def _softplus(x: Tensor) -> Tensor:
    return -F.logsigmoid(-x)  # F.softplus drops e^−x above its threshold


def _weighted(values: Tensor, weight: Tensor | None) -> Tensor:
    return values if weight is None else times(weight, values)


def _weight_sum(values: Tensor, weight: Tensor | None) -> Tensor | None:
    return None if weight is None else weight.expand(values.shape).sum()


# Of each element ------------------------------------------------------------------------------------------------------


def mse_loss(input: Tensor, target: Tensor, weight: Tensor | None) -> Weighted:
    values = _difference(input, target).square()
    return _weighted(values, weight), _weight_sum(values, weight)


def l1_loss(input: Tensor, target: Tensor, weight: Tensor | None) -> Weighted:
    values = _difference(input, target).abs()
    return _weighted(values, weight), _weight_sum(values, weight)


def huber_loss(input: Tensor, target: Tensor, delta: float, weight: Tensor | None) -> Tensor:
    error = _difference(input, target)
    if delta == math.inf:
        return _weighted(error.square() / 2, weight)
    size = error.abs()
    near = size <= delta
    squared = error.masked_fill(~near, 0.0).square() / 2
    return _weighted(torch.where(near, squared, delta * (size - delta / 2)), weight)


def smooth_l1_loss(input: Tensor, target: Tensor, beta: float) -> Tensor:
    if beta == 0:
        return _difference(input, target).abs()
    if beta == math.inf:
        return _difference(input, target) * 0
    return huber_loss(input, target, beta, None) / beta


def log_ratio_loss(input: Tensor, target: Tensor) -> Tensor:
    return (input.log() - target.log()).abs()


def kl_div(input: Tensor, target: Tensor, log_target: bool, projected: bool) -> Tensor:
    if log_target:
        gone = target.exp() == 0
        t = target.masked_fill(gone, 0.0)
        return (t.exp() * (t - input.masked_fill(gone, 0.0))).masked_fill(gone, 0.0)
    gone = target == 0
    t = target.masked_fill(gone, 1.0)
    values = torch.where(gone, torch.zeros_like(t), t * (t.log() - input.masked_fill(gone, 0.0)))
    if projected:
        return values
    # A root is 0 at 0 with an infinite slope, as t ln t is.
    edge = torch.where(gone, target, torch.ones_like(target)).sqrt()
    edge = torch.where(input.isneginf(), edge, -edge)
    return torch.where(gone, edge, values)


def poisson_nll_loss(input: Tensor, target: Tensor, log_input: bool, full: bool, eps: float) -> Tensor:
    rate = input.exp() if log_input else input
    values = rate - times(target, input if log_input else (input + eps).log())
    if not full:
        return values
    many = target > 1
    t = target.masked_fill(~many, 1.0)
    stirling = t * t.log() - t + 0.5 * (2 * math.pi * t).log()
    return values + torch.where(many, stirling, torch.zeros_like(t))


def gaussian_nll_loss(input: Tensor, target: Tensor, var: Tensor, full: bool, eps: float) -> Tensor:
    held = var + (var.clamp(min=eps) - var).detach()
    values = 0.5 * (held.log() + _difference(input, target).square() / held)
    return values + 0.5 * math.log(2 * math.pi) if full else values


def binary_cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
    if not target.requires_grad:
        return _weighted(F.binary_cross_entropy(input, target, reduction="none"), weight)
    yes, no = input.log().clamp(min=-100), torch.log1p(-input).clamp(min=-100)
    return _weighted(-target * yes - (1 - target) * no, weight)


def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None, pos_weight: Tensor | None
) -> Tensor:
    positive = target if pos_weight is None else target * pos_weight
    return _weighted(times(1 - target, _softplus(input)) + times(positive, _softplus(-input)), weight)


def multilabel_soft_margin_loss(input: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
    return binary_cross_entropy_with_logits(input, target, weight, None).mean(-1)


def soft_margin_loss(input: Tensor, target: Tensor) -> Tensor:
    return _softplus(-target * input)


def hinge_loss(input: Tensor, target: Tensor, margin: float, squared: bool) -> Tensor:
    values = (margin - target * input).clamp(min=0)
    return values.square() if squared else values


def hinge_embedding_loss(input: Tensor, target: Tensor, margin: float) -> Tensor:
    return torch.where(target == 1, input, (margin - input).clamp(min=0))


def margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float) -> Tensor:
    return (margin - target * _difference(input1, input2)).clamp(min=0)


def gan_discriminator_loss(real: Tensor, fake: Tensor) -> list[Tensor]:
    return [_softplus(-real), _softplus(fake)]


def gan_generator_loss(fake: Tensor, minimax: bool) -> Tensor:
    return -_softplus(fake) if minimax else _softplus(-fake)


def wasserstein_critic_loss(real: Tensor, fake: Tensor) -> list[Tensor]:
    return [-real, fake]


def wasserstein_generator_loss(fake: Tensor) -> Tensor:
    return -fake


def gradient_penalty(norms: Tensor, coefficient: float) -> Tensor:
    return coefficient * (norms - 1).square()


# Of each row ----------------------------------------------------------------------------------------------------------


def _kl(log_p: Tensor, log_q: Tensor, dim: int) -> Tensor:
    """KL(p‖q) of log-probabilities along a dimension."""
    p = log_p.exp()
    gone = p == 0
    gap = log_p.masked_fill(gone, 0.0) - log_q.masked_fill(gone, 0.0)
    return (p * gap).sum(dim)


def _softened(student: Tensor, teacher: Tensor, temperature: float, dim: int) -> tuple[Tensor, Tensor]:
    """ln p of the teacher, ln q of the student."""
    return F.log_softmax(teacher / temperature, dim), F.log_softmax(student / temperature, dim)


def distillation(
    student: Tensor, teacher: Tensor, temperature: float, reverse: bool, scaled: bool, dim: int
) -> Tensor:
    log_p, log_q = _softened(student, teacher, temperature, dim)
    return (_kl(log_q, log_p, dim) if reverse else _kl(log_p, log_q, dim)) * _hinton(temperature, scaled)


def _hinton(temperature: float, scaled: bool) -> float:
    return temperature**2 if scaled else 1.0


def jsd_distillation(
    student: Tensor, teacher: Tensor, temperature: float, scaled: bool, beta: float, normalized: bool, dim: int
) -> Tensor:
    log_p, log_q = _softened(student, teacher, temperature, dim)
    factor = _hinton(temperature, scaled)
    if beta in (0, 1):
        ends = _kl(log_p, log_q, dim) if beta == 0 else _kl(log_q, log_p, dim)
        return ends * factor if normalized else ends.nan_to_num(0.0, 0.0, 0.0) * 0
    gone = log_p.isneginf() & log_q.isneginf()
    of_p, of_q = log_p.masked_fill(gone, 0.0), log_q.masked_fill(gone, 0.0)
    log_m = torch.logaddexp(of_p + math.log(beta), of_q + math.log1p(-beta))
    values = beta * _kl(log_p, log_m, dim) + (1 - beta) * _kl(log_q, log_m, dim)
    return values * (factor / (beta * (1 - beta)) if normalized else factor)


def tv_distillation(student: Tensor, teacher: Tensor, temperature: float, scaled: bool, dim: int) -> Tensor:
    log_p, log_q = _softened(student, teacher, temperature, dim)
    return (log_p.exp() - log_q.exp()).abs().sum(dim) * (_hinton(temperature, scaled) / 2)


def squared_hellinger_distillation(
    student: Tensor, teacher: Tensor, temperature: float, scaled: bool, dim: int
) -> Tensor:
    log_p, log_q = _softened(student, teacher, temperature, dim)
    chord = (log_p / 2).exp() - (log_q / 2).exp()
    return chord.square().sum(dim) * (_hinton(temperature, scaled) / 2)


def consistency(input: Tensor, target: Tensor, temperature: float, threshold: float, dim: int) -> Tensor:
    target = target.detach()
    sure = target.softmax(dim).amax(dim) > threshold
    kl = _kl(F.log_softmax(target / temperature, dim), F.log_softmax(input, dim), dim)
    return torch.where(sure, kl, torch.zeros_like(kl))


def cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, label_smoothing: float
) -> Tensor | Weighted:
    dim = 1 if input.dim() > 1 else 0
    log_q = F.log_softmax(input, dim)
    if not target.is_floating_point():
        return _of_labels(log_q, target, weight, ignore_index, label_smoothing, dim)
    mass = target * (1 - label_smoothing) + label_smoothing / input.shape[dim]
    return times(mass, -log_q if weight is None else -log_q * _along(weight, log_q, dim)).sum(dim)


def mixup_cross_entropy(
    input: Tensor, target: Tensor, other: Tensor, share: float, label_smoothing: float
) -> Tensor:
    dim = 1 if input.dim() > 1 else 0
    log_q = F.log_softmax(input, dim)
    first, second = (_of_labels(log_q, label, None, -1, label_smoothing, dim)[0] for label in (target, other))
    return times(torch.full_like(first, share), first) + times(torch.full_like(second, 1 - share), second)


def nll_loss(input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int) -> Tensor | Weighted:
    return _of_labels(input, target, weight, ignore_index, 0.0, 1 if input.dim() > 1 else 0)


def annealed_cross_entropy(input: Tensor, target: Tensor, threshold: float, ignore_index: int) -> Weighted:
    dim = 1 if input.dim() > 1 else 0
    surprise, _ = _of_labels(F.log_softmax(input, dim), target, None, ignore_index, 0.0, dim)
    counts = (target != ignore_index) & (surprise >= _least_surprise(threshold, surprise.dtype))
    return torch.where(counts, surprise, torch.zeros_like(surprise)), counts.sum().to(surprise.dtype)


def _least_surprise(threshold: float, dtype: torch.dtype) -> float:
    """−ln threshold, but for rounding: at the threshold itself a row stays."""
    if threshold == 0:
        return math.inf
    exact = -math.log(threshold)
    return exact - (1e-14 if dtype == torch.float64 else 2e-6) * (1 + exact)


def _along(weight: Tensor, like: Tensor, dim: int) -> Tensor:
    """Weights of classes, as they multiply a tensor whose classes lie along `dim`."""
    return weight.to(like.dtype).reshape([-1 if i == dim else 1 for i in range(like.dim())])


def _of_labels(
    log_q: Tensor, target: Tensor, weight: Tensor | None, ignored: int, smoothing: float, dim: int
) -> Weighted:
    counts = target != ignored
    label = target.masked_fill(~counts, 0)
    own = torch.ones_like(log_q.select(dim, 0)) if weight is None else weight.to(log_q.dtype)[label]
    values = (1 - smoothing) * own * -log_q.gather(dim, label.unsqueeze(dim)).squeeze(dim)
    if smoothing > 0:
        every = -log_q if weight is None else -log_q * _along(weight, log_q, dim)
        values = values + smoothing / log_q.shape[dim] * every.sum(dim)
    return torch.where(counts, values, torch.zeros_like(values)), (own * counts).sum()


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int, eps: float) -> Tensor:
    length1, length2 = (torch.linalg.vector_norm(x, dim=dim).clamp(min=eps) for x in (x1, x2))
    return (x1 * x2).sum(dim) / (length1 * length2)


def cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float) -> Tensor:
    lengths = (input1.square().sum(-1) + 1e-12) * (input2.square().sum(-1) + 1e-12)
    cosine = (input1 * input2).sum(-1) / lengths.sqrt()
    return torch.where(target == 1, 1 - cosine, F.relu(cosine - margin))


# Of the order of a list: all pairs, O(n²) -----------------------------------------------------------------------------


def _standard(scores: Tensor, standardized: bool) -> Tensor:
    """Scores along the last dimension, by their standard deviation from their mean."""
    if not standardized:
        return scores
    from_mean = scores - scores.mean(-1, keepdim=True)
    square = from_mean.square().mean(-1, keepdim=True)
    return from_mean / square.masked_fill(square == 0, 1.0).sqrt()


def _pairs(x: Tensor) -> Tensor:
    return x.unsqueeze(-2) - x.unsqueeze(-1)  # [i, j] is x_j − x_i


def soft_kendall_loss(input: Tensor, target: Tensor, temperature: float, standardized: bool, dim: int) -> Tensor:
    target = target.movedim(dim, -1)
    d = _pairs(_standard(input.movedim(dim, -1), standardized))
    if temperature == 0:
        soft = d.sign()
    else:
        u = d / temperature
        soft = torch.where(u == 0, u, -u.sign() * torch.expm1(-u.abs()))
    n = input.shape[dim]
    order = torch.sign(target.unsqueeze(-2) - target.unsqueeze(-1))
    return 1 - (order * soft).sum((-2, -1)) / max(n * (n - 1), 1)


def soft_spearman_loss(input: Tensor, target: Tensor, temperature: float, standardized: bool, dim: int) -> Tensor:
    d = -_pairs(_standard(input.movedim(dim, -1), standardized))
    if temperature == 0:
        below = (d.sign() + 1) / 2
    else:
        u = d / temperature
        below = torch.where(u < 0, u.clamp(max=0).exp() / 2, 1 - (-u.clamp(min=0)).exp() / 2)
    truth = (-_pairs(target.movedim(dim, -1))).sign().sum(-1) / 2
    ranks = below.sum(-1)
    ranks = ranks - ranks.mean(-1, keepdim=True)
    size = ranks.square().sum(-1) * truth.square().sum(-1)
    # Where all are alike there is no correlation: 0.
    return 1 - (ranks * truth).sum(-1) / size.masked_fill(size == 0, 1.0).sqrt()


def mse_kendall_loss(
    input: Tensor,
    target: Tensor,
    mse_weight: float,
    kendall_weight: float,
    temperature: float,
    standardized: bool,
    dim: int,
) -> Tensor:
    squares = (input - target).square().mean(dim)
    order = soft_kendall_loss(input, target, temperature, standardized, dim)
    return mse_weight * squares + kendall_weight * order


def pairwise_hinge_loss(input: Tensor, target: Tensor, margin: float, squared: bool, dim: int) -> Tensor:
    target = target.movedim(dim, -1)
    lack = F.relu(margin - _pairs(input.movedim(dim, -1)))
    order = (target.unsqueeze(-2) > target.unsqueeze(-1)).to(lack.dtype)
    return (order * (lack.square() if squared else lack)).sum((-2, -1)) / order.sum((-2, -1)).clamp(min=1)
