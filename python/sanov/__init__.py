"""How far apart are two distributions, and why?

    >>> import sanov
    >>> sanov.kl([0.4, 0.6], [0.3, 0.7])
    0.022582421084357...

Every measure of the catalogue is a function here; `sanov.catalogue` lists them. So is every coefficient of rank;
`sanov.coefficients` lists those. `sanov.families` has a class for each family of distributions.
"""

import importlib

from sanov import families
from sanov._answers import MeasureAnswer, matrix, measure, samples_to_notice
from sanov._catalogue import Catalogue, catalogue
from sanov._between import DivergenceValue, divergence_between
from sanov._catalogue import did_you_mean as _did_you_mean
from sanov._core import Measure, get_simd, get_threads, set_simd, set_threads, simd_targets
from sanov._core import version as __version__
from sanov._distributions import normalized, smoothed
from sanov._entropic import SinkhornDivergence, SinkhornResult, sinkhorn, sinkhorn_divergence
from sanov._evaluate import Contribution
from sanov._families import Distribution, distribution
from sanov._fit import FamilyFit, FitAnswer, fit
from sanov._fit_density import DensityFit, Optimum, fit_density
from sanov._fit_mixture import MixtureAnswer, MixtureComponent, MixtureFit, fit_mixture
from sanov._gaussian import GaussianBarycentre, bures, gaussian_barycentre, wasserstein_gaussian
from sanov._groups import GroupFinding, Groups, groups
from sanov._lines import (
    LineGradient,
    quantile_barycentre,
    transport_1d,
    wasserstein_1d,
    wasserstein_1d_gradient,
    wasserstein_circle,
)
from sanov._losses import annealing_threshold
from sanov._over import Series, SeriesColumn, Window, WindowFinding, compare_over
from sanov._partial import PartialTransportResult, partial_transport
from sanov._profile import Profile, ProfileColumn, profile
from sanov._rank import (
    Association,
    Coefficient,
    CorrelationMatrix,
    Interval,
    PairCounts,
    RankAnswer,
    coefficients,
    correlation_matrix,
    rank,
)
from sanov._samples import (
    MMD,
    ClassifierTest,
    EnergyDistance,
    KnnDivergence,
    classifier_test,
    energy_distance,
    knn_kl,
    mmd,
)
from sanov._segments import (
    Critic,
    FixedBarycentre,
    FreeBarycentre,
    ParallelSegments,
    ValueAndSlope,
    barycentre,
    optimal_critic,
    parallel_segments,
)
from sanov._sliced import (
    MaxSliced,
    Sliced,
    max_sliced_wasserstein,
    sliced_wasserstein,
    sliced_wasserstein_gradient,
)
from sanov._tables import Comparison, compare
from sanov._transport import Plan, TransportResult, transport

globals().update(catalogue)
globals().update(coefficients)


def __getattr__(name: str) -> object:
    if name == "torch":  # imported where it is asked for, since it takes PyTorch with it
        return importlib.import_module("sanov.torch")
    # With a name of its own, an AttributeError gets no second suggestion from the interpreter.
    raise AttributeError(f"module 'sanov' has no attribute '{name}'{_did_you_mean(name, __all__)}", name=name)


__all__ = [
    *catalogue,
    *coefficients,
    "Association",
    "Catalogue",
    "ClassifierTest",
    "Coefficient",
    "Comparison",
    "Contribution",
    "CorrelationMatrix",
    "Critic",
    "DensityFit",
    "Optimum",
    "Distribution",
    "DivergenceValue",
    "EnergyDistance",
    "FamilyFit",
    "FitAnswer",
    "FixedBarycentre",
    "FreeBarycentre",
    "GaussianBarycentre",
    "GroupFinding",
    "Groups",
    "Interval",
    "KnnDivergence",
    "LineGradient",
    "MMD",
    "MaxSliced",
    "Measure",
    "MeasureAnswer",
    "MixtureAnswer",
    "MixtureComponent",
    "MixtureFit",
    "PairCounts",
    "ParallelSegments",
    "PartialTransportResult",
    "Plan",
    "Profile",
    "ProfileColumn",
    "RankAnswer",
    "Series",
    "SeriesColumn",
    "SinkhornDivergence",
    "SinkhornResult",
    "Sliced",
    "TransportResult",
    "ValueAndSlope",
    "Window",
    "WindowFinding",
    "annealing_threshold",
    "barycentre",
    "bures",
    "catalogue",
    "classifier_test",
    "coefficients",
    "compare",
    "compare_over",
    "correlation_matrix",
    "distribution",
    "divergence_between",
    "energy_distance",
    "families",
    "fit",
    "fit_density",
    "fit_mixture",
    "gaussian_barycentre",
    "get_simd",
    "get_threads",
    "groups",
    "knn_kl",
    "matrix",
    "max_sliced_wasserstein",
    "measure",
    "mmd",
    "normalized",
    "optimal_critic",
    "parallel_segments",
    "partial_transport",
    "profile",
    "quantile_barycentre",
    "rank",
    "samples_to_notice",
    "set_simd",
    "set_threads",
    "simd_targets",
    "sinkhorn",
    "sinkhorn_divergence",
    "sliced_wasserstein",
    "sliced_wasserstein_gradient",
    "smoothed",
    "transport",
    "transport_1d",
    "wasserstein_1d",
    "wasserstein_1d_gradient",
    "wasserstein_circle",
    "wasserstein_gaussian",
]
