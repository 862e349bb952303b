"""Writes __init__.pyi: the types of the package, with a class for each measure and each coefficient of the catalogues;
and families.pyi beside it, with one for each family of distributions.

    PYTHONPATH=<build>/python python -P stub.py <build>/python/sanov/__init__.pyi

Run by the build after the module is linked, so that a new measure has its types without anybody writing them.
"""

import ast
import math
import sys
from pathlib import Path

import sanov
from sanov._shapes import OPTIONAL
from sanov._signatures import options

HEAD = '''\
# Made by python/stub.py from the catalogues of measures and of coefficients.
from collections.abc import Sequence
from typing import Any, Literal, overload

from numpy.typing import ArrayLike

{exports}
from sanov import families as families
from sanov._rank import Alternative as _Alternative
from sanov._rank import Missing as _Missing
from sanov._rank import Test as _Test

_Unit = Literal["nats", "bits"]
'''
FAMILIES_HEAD = """\
# Made by python/stub.py from the catalogue of families.
{exports}

catalogue: dict[str, type[Family]]
"""
COEFFICIENT_TYPES = {
    "alternative": "_Alternative",
    "test": "_Test",
    "level": "float",
    "missing": "_Missing",
    "permutations": "int",
    "seed": "int",
}
TYPES = {"unit": "_Unit", "axis": "int", "keepdims": "bool"}


def exports(module: object) -> str:
    """What a module imports, marked as exported."""
    tree = ast.parse(Path(module.__file__).read_text())
    lines = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module != "sanov":
            named = [(name.name, name.asname or name.name) for name in node.names]
            names = ", ".join(f"{name} as {shown}" for name, shown in named if name != "classes")
            lines += [f"from {node.module} import {names}"] if names else []
    return "\n".join(lines)


def arguments(measure: sanov.Measure, data: str, without: tuple[str, ...] = ()) -> str:
    """The arguments of a call whose distributions have the type `data`."""
    listed = ["self"]
    named = measure.__signature__.parameters
    for name, parameter in named.items():
        if parameter.kind is parameter.KEYWORD_ONLY:
            break
        if name in measure.parameters:
            listed.append(f"{name}: float = {_shown(parameter.default)}")
        else:
            listed.append(f"{name}: ArrayLike | None = None" if name in OPTIONAL else f"{name}: {data}")
    by_name = {name: default for name, default in options(measure).items() if name not in without}
    if by_name:
        listed.append("*")
    listed += [f"{name}: {TYPES[name]} = {_shown(default)}" for name, default in by_name.items()]
    return ", ".join(listed)


def _shown(default: object) -> str:
    return "..." if isinstance(default, float) and not math.isfinite(default) else repr(default)


def calls(measure: sanov.Measure) -> list[str]:
    """Numbers in a plain sequence are one distribution, whose value is a float. Of arrays it depends."""
    plain = {"scalar": "float", "joint": "Sequence[Sequence[float]]", "many": "Sequence[Sequence[float]]"}
    narrow = plain.get(measure.shape, "Sequence[float]")
    return [
        "    @overload",
        f"    def __call__({arguments(measure, narrow, without=('keepdims',))}) -> float: ...",
        "    @overload",
        f"    def __call__({arguments(measure, 'ArrayLike')}) -> Any: ...",
    ]


def methods(measure: sanov.Measure) -> list[str]:
    given = arguments(measure, "ArrayLike", without=("keepdims",))
    pair = measure.shape in ("two", "ordered")
    lines = [f"    def gradient({given}) -> {'tuple[Any, Any]' if pair else 'Any'}: ..."] if measure.is_differentiable else []
    if measure.is_additive and measure.shape in ("one", "two"):
        lines.append(f"    def terms({given}) -> Any: ...")
    if measure.is_additive and measure.shape == "two":
        lines.append(f"    def explain({given}) -> list[Contribution]: ...")
    return lines


def of_measure(measure: sanov.Measure) -> str:
    """The class of one measure, and the function of that class."""
    name = "_" + "".join(word.capitalize() for word in measure.name.split("_"))
    text = (measure.__doc__ or "").replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    doc = "\n".join(f"    {line}".rstrip() for line in text.splitlines())
    body = "\n".join([f'    """{doc.strip()}\n    """', *calls(measure), *methods(measure)])
    return f"class {name}(Measure):\n{body}\n\n{measure.name}: {name}\n"


def of_coefficient(coefficient: sanov.Coefficient) -> str:
    """The class of one coefficient of rank, that of what it finds, and the function of the former."""
    stem = "_" + "".join(word.capitalize() for word in coefficient.name.split("_"))
    found = f"{stem}Association" if coefficient.letter else "Association"
    lines = [f"class {found}(Association):", "    @property", f"    def {coefficient.letter}(self) -> float | None: ...", ""]
    listed = ["self"]
    for name, parameter in coefficient.__signature__.parameters.items():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in listed:
            listed.append("*")
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        listed.append(f"{name}: {COEFFICIENT_TYPES.get(name, 'ArrayLike')}{default}")
    call = f"    def __call__({', '.join(listed)}) -> {found}: ..."
    doc = "\n".join(f"    {line}".rstrip() for line in (coefficient.__doc__ or "").splitlines())
    body = f'class {stem}(Coefficient):\n    """{doc.strip()}\n    """\n{call}\n\n{coefficient.name}: {stem}\n'
    return "\n".join(lines if coefficient.letter else []) + body


def of_family(family: type[sanov.families.Family]) -> str:
    """The class of one family, with its parameters and their defaults."""
    listed = ", ".join(f"{name}: float = {_shown(value)}" for name, value in family.defaults().items())
    text = (family.__doc__ or "").replace("\\", "\\\\")
    doc = "\n".join(f"    {line}".rstrip() for line in text.splitlines())
    return f'class {family.__name__}(Family):\n    """{doc.strip()}\n    """\n    def __init__(self, {listed}) -> None: ...\n'


def main(path: str) -> None:
    parts = [HEAD.format(exports=exports(sanov)), *(of_measure(measure) for measure in sanov.catalogue.values())]
    parts += [of_coefficient(coefficient) for coefficient in sanov.coefficients.values()]
    text = "\n".join(parts)
    Path(path).write_text(text)
    families = [FAMILIES_HEAD.format(exports=exports(sanov.families))]
    families += [of_family(family) for family in sanov.families.catalogue.values()]
    Path(path).with_name("families.pyi").write_text("\n".join(families))


if __name__ == "__main__":
    main(sys.argv[1])
