from collections.abc import Sequence
from inspect import Signature
from typing import Any, Literal

from numpy.typing import NDArray

class Measure:
    """A measure of the catalogue: call it on distributions."""

    __name__: str
    __qualname__: str
    __signature__: Signature
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def meaning(self) -> str: ...
    @property
    def formula(self) -> str: ...
    @property
    def shape(self) -> Literal["scalar", "one", "two", "ordered", "joint", "many"]: ...
    @property
    def kind(self) -> Literal["distance", "divergence", "similarity", "information"]: ...
    @property
    def domain(self) -> Literal["probabilities", "nonnegative", "positive", "real"]: ...
    @property
    def unit(self) -> Literal["", "nats", "√nats", "positions"]: ...
    @property
    def range(self) -> tuple[float, float]: ...
    @property
    def parameters(self) -> dict[str, float]: ...
    @property
    def is_symmetric(self) -> bool: ...
    @property
    def is_metric(self) -> bool: ...
    @property
    def is_additive(self) -> bool: ...
    @property
    def is_differentiable(self) -> bool: ...
    def __call__(self, *arguments: Any, **options: Any) -> Any: ...
    def gradient(self, *arguments: Any, **options: Any) -> Any: ...
    def terms(self, *arguments: Any, **options: Any) -> Any: ...
    def explain(self, *arguments: Any, **options: Any) -> Any: ...

catalogue: dict[str, Measure]
version: str

def evaluate_rows(
    measure: Measure,
    what: str,
    arguments: tuple[NDArray[Any], ...],
    parameters: tuple[float, ...],
    bits: bool,
    outputs: tuple[NDArray[Any], ...],
) -> tuple[int, str, str, int | None, str] | None: ...
def explain_cells(
    measure: Measure, p: NDArray[Any], q: NDArray[Any], parameters: tuple[float, ...], bits: bool
) -> Sequence[tuple[int, float, float, float]]: ...
def distribution_rows(
    counts: NDArray[Any], output: NDArray[Any], smoothing: str
) -> tuple[int, str, str, int | None, str] | None: ...
def get_threads() -> int: ...
def set_threads(threads: int) -> None: ...
def get_simd() -> str: ...
def set_simd(name: str) -> None: ...
def simd_targets() -> list[str]: ...
def explain_arrow(message: str) -> str: ...
def failed_column(message: str) -> int | None: ...

class Comparison:
    def fields(self) -> dict[str, Any]: ...
    def text(self, columns: int) -> str: ...

def compare(
    reference: Any,
    current: Any,
    columns: list[str],
    bins: int,
    false_discovery_rate: float,
    level: float,
    same_within: float,
    more_than: float,
) -> Comparison: ...

class MeasureAnswer:
    def fields(self) -> dict[str, Any]: ...
    def text(self, columns: int) -> str: ...

def measure(
    p: NDArray[Any],
    q: NDArray[Any] | None,
    positions: NDArray[Any] | None,
    labels: list[str],
    measures: list[str],
    smoothing: str,
    counts: bool,
    all: bool,
    bits: bool,
    cells: int,
) -> MeasureAnswer: ...
def chosen_measure(text: str) -> tuple[str, tuple[float, ...]]: ...
def matrix(
    measure: Measure, parameters: list[float], rows: NDArray[Any], others: NDArray[Any] | None, bits: bool
) -> NDArray[Any]: ...
def nearest(word: str, names: list[str]) -> str: ...
def samples_to_notice(p: NDArray[Any], q: NDArray[Any], alpha: float) -> float: ...
class RankAnswer:
    def fields(self) -> dict[str, Any]: ...
    def text(self, columns: int) -> str: ...

class RankMatrix:
    def fields(self) -> dict[str, Any]: ...
    def p(self) -> tuple[NDArray[Any], NDArray[Any]]: ...
    def text(self, columns: int) -> str: ...

def correlation_matrix(
    measure: str,
    columns: list[NDArray[Any]],
    names: list[str],
    by_name: bool,
    left_out: list[tuple[str, str]],
    missing: str,
    with_p: bool,
    alternative: str,
    test: str,
    permutations: int,
    seed: int,
    /,
) -> RankMatrix: ...
def file_columns(path: str, columns: list[str], /) -> tuple[dict[str, NDArray[Any]], dict[str, str]]: ...
def coefficients() -> list[dict[str, Any]]: ...
def associate(
    name: str,
    x: NDArray[Any],
    y: NDArray[Any],
    alternative: str,
    test: str,
    level: float,
    missing: str,
    permutations: int,
    seed: int,
    /,
) -> dict[str, Any]: ...
def rank(
    x: NDArray[Any],
    y: NDArray[Any],
    x_label: str,
    y_label: str,
    measures: list[str],
    all: bool,
    alternative: str,
    test: str,
    level: float,
    missing: str,
    permutations: int,
    seed: int,
    /,
) -> RankAnswer: ...
def transport_points(
    x: NDArray[Any],
    y: NDArray[Any],
    cost: str,
    power: float,
    a: NDArray[Any] | None,
    b: NDArray[Any] | None,
    pivots: int,
    /,
) -> dict[str, Any]: ...
def transport_matrix(
    costs: NDArray[Any], a: NDArray[Any] | None, b: NDArray[Any] | None, pivots: int, /
) -> dict[str, Any]: ...
def transport_sparse(
    n: int,
    m: int,
    source: NDArray[Any],
    target: NDArray[Any],
    costs: NDArray[Any],
    a: NDArray[Any] | None,
    b: NDArray[Any] | None,
    pivots: int,
    /,
) -> dict[str, Any]: ...
def partial_transport(
    x: NDArray[Any],
    y: NDArray[Any] | None,
    cost: str,
    power: float,
    share: float,
    a: NDArray[Any] | None,
    b: NDArray[Any] | None,
    pivots: int,
) -> dict[str, Any]: ...
def position_gradient(
    x: NDArray[Any],
    y: NDArray[Any],
    cost: str,
    power: float,
    source: NDArray[Any],
    target: NDArray[Any],
    moved: NDArray[Any],
    gx: NDArray[Any],
    gy: NDArray[Any],
    /,
) -> None: ...
def wasserstein_1d(
    x: NDArray[Any], y: NDArray[Any], p: float, a: NDArray[Any] | None, b: NDArray[Any] | None
) -> float: ...
def wasserstein_1d_gradient(
    x: NDArray[Any], y: NDArray[Any], p: float, a: NDArray[Any] | None, b: NDArray[Any] | None
) -> tuple[float, NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]: ...
def wasserstein_1d_columns(
    x: NDArray[Any], y: NDArray[Any], p: float, a: NDArray[Any] | None, b: NDArray[Any] | None
) -> NDArray[Any]: ...
def transport_1d(
    x: NDArray[Any], y: NDArray[Any], p: float, a: NDArray[Any] | None, b: NDArray[Any] | None
) -> dict[str, Any]: ...
def wasserstein_circle(
    x: NDArray[Any], y: NDArray[Any], period: float, p: float, a: NDArray[Any] | None, b: NDArray[Any] | None
) -> float: ...
def wasserstein_circle_gradient(
    x: NDArray[Any], y: NDArray[Any], period: float, p: float, a: NDArray[Any] | None, b: NDArray[Any] | None
) -> tuple[float, NDArray[Any], NDArray[Any]]: ...
def quantile_barycentre(
    samples: list[NDArray[Any]], weights: list[NDArray[Any] | None], shares: NDArray[Any] | None
) -> tuple[NDArray[Any], NDArray[Any]]: ...
def quantile_barycentre_at(
    levels: NDArray[Any], samples: list[NDArray[Any]], weights: list[NDArray[Any] | None], shares: NDArray[Any] | None
) -> NDArray[Any]: ...
def sinkhorn_points(
    x: NDArray[Any],
    y: NDArray[Any],
    cost: str,
    power: float,
    a: NDArray[Any] | None,
    b: NDArray[Any] | None,
    settings: tuple[float, float, float, float, int],
) -> dict[str, Any]: ...
def sinkhorn_matrix(
    costs: NDArray[Any],
    a: NDArray[Any] | None,
    b: NDArray[Any] | None,
    settings: tuple[float, float, float, float, int],
) -> dict[str, Any]: ...
def sinkhorn_divergence(
    x: NDArray[Any],
    y: NDArray[Any],
    cost: str,
    power: float,
    a: NDArray[Any] | None,
    b: NDArray[Any] | None,
    settings: tuple[float, float, float, float, int],
) -> dict[str, Any]: ...
def sinkhorn_plan_of_points(*given: Any) -> NDArray[Any]: ...
def sinkhorn_plan_of_matrix(*given: Any) -> NDArray[Any]: ...
def knn_kl(x: NDArray[Any], y: NDArray[Any], k: int, permutations: int, level: float, seed: int) -> dict[str, Any]: ...
def energy_distance(x: NDArray[Any], y: NDArray[Any], max_rows: int, permutations: int, seed: int) -> dict[str, Any]: ...
def mmd(*given: Any) -> dict[str, Any]: ...
def classifier_test(*given: Any) -> dict[str, Any]: ...
def sliced_wasserstein(
    x: NDArray[Any],
    y: NDArray[Any],
    p: float,
    projections: int,
    seed: int,
    a: NDArray[Any] | None,
    b: NDArray[Any] | None,
) -> tuple[float, float]: ...
def sliced_wasserstein_gradient(
    x: NDArray[Any],
    y: NDArray[Any],
    p: float,
    projections: int,
    seed: int,
    a: NDArray[Any] | None,
    b: NDArray[Any] | None,
) -> tuple[float, float, NDArray[Any], NDArray[Any]]: ...
def max_sliced_wasserstein(
    x: NDArray[Any],
    y: NDArray[Any],
    p: float,
    projections: int,
    starts: int,
    max_iterations: int,
    seed: int,
    a: NDArray[Any] | None,
    b: NDArray[Any] | None,
) -> dict[str, Any]: ...
def sliced_direction(k: int, dimensions: int, seed: int) -> NDArray[Any]: ...
def wasserstein_gaussian(
    mean_p: NDArray[Any], covariance_p: NDArray[Any], mean_q: NDArray[Any], covariance_q: NDArray[Any]
) -> float: ...
def wasserstein_gaussian_gradient(
    mean_p: NDArray[Any],
    covariance_p: NDArray[Any],
    mean_q: NDArray[Any],
    covariance_q: NDArray[Any],
    in_p: bool,
    in_q: bool,
) -> tuple[float, NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]: ...
def bures(a: NDArray[Any], b: NDArray[Any]) -> float: ...
def gaussian_barycentre(
    means: list[NDArray[Any]],
    covariances: list[NDArray[Any]],
    shares: NDArray[Any] | None,
    tolerance: float,
    max_iterations: int,
) -> dict[str, Any]: ...
def parallel_segments(theta: float) -> tuple[tuple[float, float | None], ...]: ...
def clipped_critic(
    x: NDArray[Any], y: NDArray[Any], clip: float, a: NDArray[Any] | None, b: NDArray[Any] | None, affine: bool
) -> dict[str, Any]: ...
def penalised_critic(
    x: NDArray[Any], y: NDArray[Any], coefficient: float, a: NDArray[Any] | None, b: NDArray[Any] | None
) -> dict[str, Any]: ...
def fixed_barycentre_of_points(
    measures: NDArray[Any],
    support: NDArray[Any],
    cost: str,
    power: float,
    epsilon: float,
    shares: NDArray[Any] | None,
    debiased: bool,
    tolerance: float,
    max_iterations: int,
) -> dict[str, Any]: ...
def fixed_barycentre_of_costs(
    measures: NDArray[Any],
    costs: NDArray[Any],
    epsilon: float,
    shares: NDArray[Any] | None,
    debiased: bool,
    tolerance: float,
    max_iterations: int,
) -> dict[str, Any]: ...
def free_barycentre(
    measures: list[NDArray[Any]],
    weights: list[NDArray[Any] | None],
    k: int,
    shares: NDArray[Any] | None,
    masses: NDArray[Any] | None,
    start: NDArray[Any] | None,
    seed: int,
    tolerance: float,
    max_iterations: int,
) -> dict[str, Any]: ...
def run_command(arguments: list[str]) -> int: ...
def losses() -> list[dict[str, Any]]: ...
def evaluate_loss(
    index: int,
    operands: tuple[Any, ...],
    numbers: tuple[float, ...],
    tensors: tuple[Any, ...],
    reduction: str,
    check: bool,
    wanted: bool | tuple[bool, ...],
    prepared: bool,
    sum_slack: float = 0,
    /,
) -> Any: ...
def annealing_threshold(progress: float, classes: int, schedule: str, /) -> float: ...

class Distribution:
    def text(self) -> str: ...
    def evaluate(self, what: int, x: NDArray[Any]) -> NDArray[Any]: ...
    def evaluate_one(self, what: int, x: float) -> float: ...
    def sample(self, size: int, seed: int) -> NDArray[Any]: ...
    def moments(self) -> tuple[float | None, float | None, float | None, float | None]: ...
    def entropy(self) -> float: ...
    def support(self) -> tuple[float, float]: ...
    def whole(self) -> bool: ...
    def atoms(self) -> list[tuple[float, float]]: ...
    def family(self) -> str: ...
    def parameters(self) -> list[float]: ...

def families() -> list[tuple[str, str, bool, list[tuple[str, float]], str]]: ...
def family_member(name: str, values: list[float]) -> Distribution: ...
def likeliest(name: str, x: NDArray[Any], weights: NDArray[Any] | None) -> Distribution: ...
def parse_distribution(text: str) -> Distribution: ...
def divergence_between(
    p: Distribution, q: Distribution, which: str, order: float, closed_form: bool
) -> tuple[float, float, str, str]: ...
def mixture(weights: list[float], components: list[Distribution]) -> Distribution: ...
def truncated(d: Distribution, low: float, high: float) -> Distribution: ...
def shifted(d: Distribution, by: float) -> Distribution: ...
def scaled(d: Distribution, by: float) -> Distribution: ...
def zero_inflated(d: Distribution, zeros: float) -> Distribution: ...
def empirical(values: NDArray[Any], weights: NDArray[Any] | None) -> Distribution: ...
def categorical(probabilities: NDArray[Any]) -> Distribution: ...
def tabulated(x: NDArray[Any], density: NDArray[Any], normalize: bool) -> Distribution: ...

class MixtureAnswer:
    def fields(self) -> dict[str, Any]: ...
    def text(self, columns: int) -> str: ...

def fit_mixture(
    x: NDArray[Any],
    weights: NDArray[Any] | None,
    label: str,
    fewest: int,
    most: int,
    starts: int,
    seed: int,
) -> MixtureAnswer: ...

class FitAnswer:
    def fields(self) -> dict[str, Any]: ...
    def text(self, columns: int, shown: int) -> str: ...
    def svg(self) -> str: ...
    def draw(self, path: str) -> None: ...
    def html(self, whole_page: bool) -> str: ...

def fit(
    rows: dict[str, Any],
    families: list[str],
    fixed: list[str],
    values: list[float],
    draws: int,
    seed: int,
    intervals: str,
    level: float,
    method: str,
    criterion: str,
    bins: int | None,
    free: list[str],
) -> FitAnswer: ...

class DensityFit:
    def fields(self) -> dict[str, Any]: ...
    def svg(self) -> str: ...
    def draw(self, path: str) -> None: ...
    def animate(self, path: str) -> None: ...
    def landscape(self, path: str) -> str: ...

def fit_density(
    x: NDArray[Any],
    density: NDArray[Any],
    family: str,
    loss: str,
    adam: bool,
    lr: float,
    betas: tuple[float, float],
    eps: float,
    steps: int,
    start: list[float],
    starts: int,
    trace_every: int,
    /,
) -> DensityFit: ...
