"""The measures and the coefficients by name, as `sanov list` shows them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from sanov._core import Measure, nearest
from sanov._core import catalogue as _measures


# What others call what sanov has: scipy, scikit-learn, PyTorch, POT.
elsewhere = {
    "earth_mover": "transport",
    "earth_movers_distance": "transport",
    "emd": "transport",
    "emd2": "transport",
    "hellinger_distance": "hellinger",
    "jensen_shannon": "js",
    "jensenshannon": "js_distance",
    "kendalltau": "kendall",
    "kl_div": "kl",
    "kl_divergence": "kl",
    "pearsonr": "pearson",
    "rel_entr": "kl",
    "relative_entropy": "kl",
    "sinkhorn2": "sinkhorn",
    "spearmanr": "spearman",
    "w1": "wasserstein_1d",
    "wasserstein_distance": "wasserstein_1d",
}


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """"; did you mean 'hellinger'?", or nothing where no name is near."""
    if not isinstance(name, str):
        return ""
    names = [each for each in known if not each.startswith("_")]
    near = elsewhere[name] if elsewhere.get(name) in names else nearest(name, names)
    return f"; did you mean '{near}'?" if near else ""


class _Entry(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def formula(self) -> str: ...


Entry = TypeVar("Entry", bound=_Entry)


class Catalogue(Mapping[str, Entry]):
    """Every entry by its name, in the catalogue's order. Prints as a table."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries

    def __getitem__(self, name: str) -> Entry:
        try:
            return self._entries[name]
        except KeyError:
            raise KeyError(f"{name}{did_you_mean(name, self._entries)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        widths = max(map(len, self)), max(len(entry.title) for entry in self.values())
        return "\n".join(
            f"{name:{widths[0]}}  {entry.title:{widths[1]}}  {entry.formula}" for name, entry in self.items()
        )


catalogue: Catalogue[Measure] = Catalogue(_measures)
