"""Signatures of the measures, for help(), completion and inspect."""

from inspect import Parameter, Signature
from typing import Any

from sanov._core import Measure
from sanov._shapes import ARGUMENTS, OPTIONAL


def signature(measure: Measure) -> Signature:
    """What measure(…) takes."""
    listed = [_plain(name, None if name in OPTIONAL else Parameter.empty) for name in ARGUMENTS[measure.shape]]
    listed += [_plain(name, default) for name, default in measure.parameters.items()]
    listed += [Parameter(name, Parameter.KEYWORD_ONLY, default=default) for name, default in options(measure).items()]
    return Signature(listed)


def options(measure: Measure) -> dict[str, Any]:
    """What can be given by name only, with its default."""
    found: dict[str, Any] = {}
    if "nats" in measure.unit:
        found["unit"] = "nats"
    if measure.shape in ("one", "two", "ordered"):
        found |= {"axis": -1, "keepdims": False}
    return found


def _plain(name: str, default: Any) -> Parameter:
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=default)
