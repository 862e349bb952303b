"""What sanov.torch asks of PyTorch that PyTorch does not promise to keep, in one place.

None of it has a public counterpart. Where a version of PyTorch lacks one, what stands in is right for every call, and
slower.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch
from torch.autograd import forward_ad as _forward_ad


def _found(owner: Any, name: str, stand_in: Callable[..., Any]) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(owner, name, stand_in)
    return found


# Whether one of torch.func's transforms is at work. If so, calls go by the operators.
transforms_active = _found(torch._C, "_are_functorch_transforms_active", lambda: True)

# How many modes look on: fake tensors, tracing. If any, calls go by the operators.
modes = _found(torch._C, "_len_torch_dispatch_stack", lambda: 1)

# Whether a backward pass is asked to keep its graph. If so, gradients are not scaled in their own memory.
keeps_graph = _found(torch._C._autograd, "_get_current_graph_task_keep_graph", lambda: True)

# forward._current_level is at least 0 where forward-mode derivatives may be asked for, which compositions have.
forward = _forward_ad if hasattr(_forward_ad, "_current_level") else SimpleNamespace(_current_level=0)


def apply_of(function: type[torch.autograd.Function]) -> Callable[..., Any]:
    """function.apply, without another look for torch.func's transforms: where there are none."""
    return _found(super(torch.autograd.Function, function), "apply", function.apply)
