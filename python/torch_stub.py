"""Writes the types of sanov.torch, with a function for each loss of the catalogue.

    PYTHONPATH=<build>/python python -P torch_stub.py <build>/python/sanov/torch

Run by the build after the module is linked. Needs no torch.
"""

import sys
from pathlib import Path

from sanov._losses import LOSSES, Loss

HEAD = '''\
# Made by python/torch_stub.py from the catalogue of losses.
from typing import Literal

from torch import Tensor
{more}
_Reduction = Literal["none", "mean", "sum", "batchmean"]
'''
BESIDE = """
from sanov._losses import annealing_threshold as annealing_threshold
from sanov.torch import composed as composed
from sanov.torch._transport import sinkhorn as sinkhorn
from sanov.torch._transport import sinkhorn_divergence as sinkhorn_divergence
from sanov.torch._transport import sliced_wasserstein as sliced_wasserstein
from sanov.torch._transport import transport as transport
from sanov.torch._transport import wasserstein_1d as wasserstein_1d
"""


def function(loss: Loss) -> str:
    text = loss.doc.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    doc = "\n".join(f"    {line}".rstrip() for line in text.splitlines()).strip()
    signature = loss.signature(typed=True)
    if loss.name == "gaussian_nll_loss":
        signature = signature.replace("var: Tensor", "var: Tensor | float")
    if loss.name == "mixup_cross_entropy":
        signature = signature.replace("share: float", "share: float | Tensor")
    return f'def {loss.name}({signature}) -> Tensor:\n    """{doc}\n    """\n'


def main(folder: str) -> None:
    functions = [function(loss) for loss in LOSSES.values()]
    for name, more in (("__init__.pyi", BESIDE), ("composed.pyi", "")):
        (Path(folder) / name).write_text("\n".join([HEAD.format(more=more), *functions]))


if __name__ == "__main__":
    main(sys.argv[1])
