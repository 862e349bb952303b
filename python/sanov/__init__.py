"""How far apart are two distributions, and why?

    >>> import sanov
    >>> sanov.kl([0.4, 0.6], [0.3, 0.7])
    0.022582421084357...

Every measure of the catalogue is a function here; `sanov.catalogue` lists them.
"""

from sanov import _core
from sanov._catalogue import catalogue
from sanov._core import Measure

globals().update(catalogue)

__all__ = [*catalogue, "Measure", "catalogue"]
