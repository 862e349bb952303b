"""The measures by name, as `sanov list` shows them."""

from collections.abc import Iterator, Mapping

from sanov._core import Measure, catalogue as _measures


class Catalogue(Mapping[str, Measure]):
    """Every measure by its name, in the catalogue's order. Prints as a table."""

    def __getitem__(self, name: str) -> Measure:
        return _measures[name]

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
