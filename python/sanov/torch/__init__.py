"""Losses for PyTorch with exact gradients, computed with the value in one pass over memory.

    >>> import sanov.torch
    >>> loss = sanov.torch.distillation(student, teacher, temperature=2.0)
    >>> loss.backward()

Names and arguments are those of torch.nn.functional where it has the loss. Tensors on other devices than the CPU take
the same loss composed of torch's operators: `sanov.torch.composed`, which also has second derivatives.
"""

try:
    import torch as _torch
except ModuleNotFoundError as _error:
    if _error.name != "torch":
        raise
    raise ImportError("sanov.torch needs PyTorch: pip install torch", name="torch") from _error

from sanov._catalogue import did_you_mean as _did_you_mean
from sanov._losses import LOSSES as _LOSSES
from sanov._losses import annealing_threshold
from sanov.torch import composed
from sanov.torch._call import make_call as _make_call
from sanov.torch._functions import make_function as _make_function
from sanov.torch._transport import (
    sinkhorn,
    sinkhorn_divergence,
    sliced_wasserstein,
    transport,
    wasserstein_1d,
    wasserstein_circle,
    wasserstein_gaussian,
)

globals().update({name: _make_function(loss, _make_call(loss), "sanov.torch") for name, loss in _LOSSES.items()})

__all__ = [
    *_LOSSES,
    "annealing_threshold",
    "composed",
    "sinkhorn",
    "sinkhorn_divergence",
    "sliced_wasserstein",
    "transport",
    "wasserstein_1d",
    "wasserstein_circle",
    "wasserstein_gaussian",
]


def __getattr__(name: str) -> object:
    raise AttributeError(f"module 'sanov.torch' has no attribute '{name}'{_did_you_mean(name, __all__)}", name=name)
