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


@pytest.mark.parametrize("p", [1, 2, 3.5])
def test_slopes_on_the_circle(p: float) -> None:
    x, y = (cloud(n, 1, n).detach()[:, 0].mul(9).requires_grad_() for n in (9, 12))
    a = torch.rand(9, generator=torch.Generator().manual_seed(3), dtype=torch.float64).add(0.1)
    assert gradcheck(lambda x, y: st.wasserstein_circle(x, y, 24, p, a=a), (x, y))
    assert st.wasserstein_circle(x, y, 24, p).item() == pytest.approx(
        sanov.wasserstein_circle(x.detach(), y.detach(), 24, p), rel=1e-13
    )
    same = st.wasserstein_circle(x, x.detach() + 24, 24, p)
    same.backward()
    assert same.item() < 1e-14


def test_no_slopes_in_the_weights_of_a_circle() -> None:
    x = torch.tensor([1.0, 2.0])
    with pytest.raises(ValueError, match=r"wasserstein_circle: b requires a gradient"):
        st.wasserstein_circle(x, x, 24, b=torch.ones(2, requires_grad=True))
    with pytest.raises(ValueError, match=r"y has 2 dimensions; one is needed"):
        st.wasserstein_circle(x, x[None], 24)


def of_root(root: Tensor) -> Tensor:
    product = root @ root.T
    return (product + product.T) / 2


def test_slopes_between_normal_distributions() -> None:
    m, n, f, g = cloud(1, 4, 1)[0], cloud(1, 4, 2)[0], cloud(4, 4, 3), cloud(4, 4, 4)

    def distance(m: Tensor, f: Tensor, n: Tensor, g: Tensor) -> Tensor:
        return st.wasserstein_gaussian(m, of_root(f), n, of_root(g))

    assert gradcheck(distance, (m, f, n, g))


def test_slopes_between_normal_distributions_that_are_near() -> None:
    # Deviations s and s(1 + h) are s·h apart, so the slope in the variance s² is −1/2s whatever h: from 1 − T, which
    # is h up to rounding, nine digits would be left of it.
    variance = torch.tensor([[4.0]], dtype=torch.float64, requires_grad=True)
    mean = torch.zeros(1, dtype=torch.float64)
    st.wasserstein_gaussian(mean, variance, mean, torch.tensor([[4 * (1 + 1e-7) ** 2]], dtype=torch.float64)).backward()
    assert variance.grad is not None
    assert variance.grad.item() == pytest.approx(-0.25, rel=1e-8)


def test_no_slope_in_a_singular_covariance() -> None:
    mean, flat, full = torch.zeros(2), torch.tensor([[1.0, 1.0], [1.0, 1.0]]), torch.eye(2, requires_grad=True)
    st.wasserstein_gaussian(mean, flat, mean, full).backward()
    assert full.grad is not None
    assert full.grad.isfinite().all()
    with pytest.raises(ValueError, match=r"p.covariance is singular"):
        st.wasserstein_gaussian(mean, flat.requires_grad_(), mean, full)


BLURRED = (st.sinkhorn, st.sinkhorn_divergence)


@pytest.mark.parametrize("call", BLURRED)
@pytest.mark.parametrize("cost", ["sqeuclidean", "euclidean", "cityblock", "chebyshev", "cosine"])
def test_slopes_of_blurred_transport_in_the_points(call: Callable[..., Tensor], cost: str) -> None:
    x, y = cloud(6, 3, 1), cloud(7, 3, 2)
    assert gradcheck(lambda x, y: call(x, y, 0.3, cost=cost, tolerance=1e-13), (x, y))


@pytest.mark.parametrize("call", BLURRED)
def test_slopes_of_blurred_transport_in_the_weights(call: Callable[..., Tensor]) -> None:
    x, y = cloud(5, 2, 3).detach(), cloud(6, 2, 4).detach()
    logits = torch.rand(5, generator=torch.Generator().manual_seed(5), dtype=torch.float64).requires_grad_()
    assert gradcheck(lambda z: call(x, y, 0.3, a=z.softmax(0), tolerance=1e-13), (logits,))
    masses = torch.tensor([0.1, 0.3, 0.2, 0.5, 0.4], dtype=torch.float64).requires_grad_()
    assert gradcheck(lambda a: call(x, y, 0.3, a=a, reach=1.5, tolerance=1e-13), (masses,))


def test_blurred_values_are_those_of_numpy() -> None:
    x, y = cloud(20, 2, 1).detach(), cloud(30, 2, 2).detach()
    assert st.sinkhorn(x, y, 0.2).item() == sanov.sinkhorn(x, y, 0.2).objective
    assert st.sinkhorn_divergence(x, y, 0.2).item() == sanov.sinkhorn_divergence(x, y, 0.2).value
    assert st.sliced_wasserstein(x, y, seed=3).item() == sanov.sliced_wasserstein(x, y, seed=3).value


@pytest.mark.parametrize("p", [1, 2, 3.5])
def test_slopes_of_sliced_transport(p: float) -> None:
    x, y = cloud(9, 3, 1), cloud(12, 3, 2)
    assert gradcheck(lambda x, y: st.sliced_wasserstein(x, y, p, projections=15), (x, y))


def test_a_solver_that_stopped_early_warns() -> None:
    x, y = cloud(60, 2, 1), cloud(60, 2, 2)
    with pytest.warns(RuntimeWarning, match=r"sinkhorn: stopped after .* passes \(iteration limit\)"):
        st.sinkhorn(x, y, 1e-3, max_iterations=3)
    with pytest.warns(RuntimeWarning, match="sinkhorn_divergence: stopped after"):
        st.sinkhorn_divergence(x, y, 1e-3, max_iterations=3)


@pytest.mark.parametrize(
    "call",
    [
        st.transport,
        lambda x, y: st.wasserstein_1d(x[:, 0], y[:, 0]),
        lambda x, y: st.sinkhorn(x, y, 0.5),
        lambda x, y: st.sinkhorn_divergence(x, y, 0.5),
        st.sliced_wasserstein,
    ],
)
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
    a = torch.full((4,), 0.25, requires_grad=True)
    with pytest.raises(ValueError, match=r"a requires a gradient, and there is none in weights; pass a.detach\(\)"):
        st.sliced_wasserstein(x, x, a=a)
    with pytest.raises(ValueError, match="epsilon is 0"):
        st.sinkhorn(x, x, 0)
    for call in (lambda x, y: st.sinkhorn_divergence(x, y, 0.5), st.sliced_wasserstein):
        (slope,) = torch.autograd.grad(call(x, cloud(4, 2, 2)), x, create_graph=True)
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
