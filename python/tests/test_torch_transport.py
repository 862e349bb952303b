"""sanov.torch's transport: gradcheck, weights, dtypes, refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.autograd import gradcheck

import sanov
import sanov.torch as st


def cloud(n: int, d: int, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, d, generator=generator, dtype=torch.float64).requires_grad_()


@pytest.mark.parametrize("cost", ["sqeuclidean", "euclidean", "cityblock", "chebyshev", "cosine"])
def test_slopes_of_transport_in_the_points(cost: str) -> None:
    x, y = cloud(8, 3, 1), cloud(11, 3, 2)
    assert gradcheck(lambda x, y: st.transport(x, y, cost=cost), (x, y))
    assert st.transport(x, y, cost=cost).item() == sanov.transport(x.detach(), y.detach(), cost=cost).cost


def test_slopes_of_transport_in_the_weights() -> None:
    x, y, a = cloud(6, 2, 3).detach(), cloud(7, 2, 4).detach(), torch.tensor([0.1, 0.2, 0.15, 0.25, 0.12, 0.18]).double()
    logits = a.log().requires_grad_()
    assert gradcheck(lambda z: st.transport(x, y, a=z.softmax(0)), (logits,))


@pytest.mark.parametrize("p", [1, 2, 3.5])
def test_slopes_on_the_line(p: float) -> None:
    x, y = cloud(9, 1, 1).detach()[:, 0].requires_grad_(), cloud(12, 1, 2).detach()[:, 0].requires_grad_()
    a = torch.rand(9, generator=torch.Generator().manual_seed(3), dtype=torch.float64).add(0.1).requires_grad_()
    assert gradcheck(lambda x, y, a: st.wasserstein_1d(x, y, p, a=a), (x, y, a))


@pytest.mark.parametrize("call", [st.transport, lambda x, y: st.wasserstein_1d(x[:, 0], y[:, 0])])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_narrow_tensors(call: Callable[[Tensor, Tensor], Tensor], dtype: torch.dtype) -> None:
    x, y = (cloud(20, 2, seed).detach().to(dtype).requires_grad_() for seed in (1, 2))
    value = call(x, y)
    value.backward()
    assert value.dtype == dtype and x.grad is not None and x.grad.dtype == dtype
    expected = call(x.detach().double(), y.detach().double())
    assert value.double().item() == pytest.approx(expected.item(), rel=4 * torch.finfo(dtype).eps)


def test_what_is_refused() -> None:
    x = cloud(4, 2, 1)
    with pytest.raises(ValueError, match="x is of int64"):
        st.transport(torch.arange(3), x)
    with pytest.raises(TypeError, match="y is of type list"):
        st.transport(x, [1.0])
    with pytest.raises(ValueError, match="x has 2 dimensions; one is needed"):
        st.wasserstein_1d(x, x)
    with pytest.raises(ValueError, match="of dimension"):
        st.transport(x, cloud(4, 3, 1))
    (slope,) = torch.autograd.grad(st.transport(x, cloud(4, 2, 2)), x, create_graph=True)
    with pytest.raises(RuntimeError, match="no second derivatives"):
        slope.sum().backward()


def test_descent_moves_one_cloud_onto_the_other() -> None:
    x, y = cloud(30, 2, 1).detach().requires_grad_(), cloud(30, 2, 2).detach() + 3
    for _ in range(60):
        (slope,) = torch.autograd.grad(st.transport(x, y), x)
        with torch.no_grad():
            x -= 15 * 0.2 * slope
    assert st.transport(x, y).item() < 1e-3


def test_inside_of_a_compiled_function() -> None:
    x, y = cloud(5, 2, 1), cloud(5, 2, 2)

    def loss(x: Tensor) -> Tensor:
        return 2 * st.transport(x, y)

    compiled = torch.compile(loss, backend="eager")(x)
    assert compiled.item() == loss(x).item()
