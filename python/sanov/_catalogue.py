"""The measures by name, as `sanov list` shows them."""

from collections.abc import Iterable, Iterator, Mapping

from sanov._core import Measure, nearest
from sanov._core import catalogue as _measures


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """"; did you mean 'hellinger'?", or nothing where no name is near."""
    near = nearest(name, [each for each in known if not each.startswith("_")]) if isinstance(name, str) else ""
    return f"; did you mean '{near}'?" if near else ""


class Catalogue(Mapping[str, Measure]):
    """Every measure by its name, in the catalogue's order. Prints as a table."""

    def __getitem__(self, name: str) -> Measure:
        try:
            return _measures[name]
        except KeyError:
            raise KeyError(f"{name}{did_you_mean(name, _measures)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(_measures)

    def __len__(self) -> int:
        return len(_measures)

    def __repr__(self) -> str:
        widths = max(map(len, self)), max(len(measure.title) for measure in self.values())
        return "\n".join(
            f"{name:{widths[0]}}  {measure.title:{widths[1]}}  {measure.formula}" for name, measure in self.items()
        )


catalogue = Catalogue()
