"""From whatever holds numbers to aligned float64 or float32 arrays, without a copy where there need be none.

float64 and float32 stay what they are, in the layout in which they come. Half and bfloat16 become float32, which holds
them exactly; integers, booleans and long doubles become float64. What holds no numbers is a ValueError that names the
argument, the index and the value.
"""

import operator
import reprlib
import sys
from typing import Any, NoReturn

import numpy as np

_READ_AS_THEY_ARE = (np.dtype(np.float64), np.dtype(np.float32))


def refuse(function: str, argument: str, rule: str) -> NoReturn:
    """A ValueError in the words that sanov's own errors have: "kl: p[3] is -0.1; …"."""
    raise ValueError(f"{function}: {argument} {rule}") from None


def counted(count: int, noun: str) -> str:
    """ "1 row", "2 rows"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def dimensions(count: int) -> str:
    """ "one dimension", "3 dimensions"."""
    return {0: "no dimension", 1: "one dimension"}.get(count, f"{count} dimensions")


def numbers(value: Any, function: str, argument: str) -> np.ndarray:
    """An array of float64 or float32 with the numbers of `value`."""
    if type(value) is np.ndarray and value.dtype in _READ_AS_THEY_ARE and value.flags.aligned:
        return value
    array = value if isinstance(value, np.ndarray) else _read(value, function, argument)
    if isinstance(array, np.ma.MaskedArray):
        array = _without_mask(array, function, argument)
    array = np.asarray(array)
    wanted = _type_of(array, function, argument)
    if wanted is None:
        return _from_objects(array, function, argument)
    return np.require(array.astype(wanted, copy=False), requirements="A")


def number(value: Any, function: str, argument: str) -> float:
    """One number, whatever holds it. What it may be is the core's to say."""
    try:
        if isinstance(value, (str, bytes)):
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError):
        refuse(function, argument, f"is {reprlib.repr(value)}; a number is needed")


def whole(value: Any, function: str, argument: str) -> int:
    """One whole number from 0 to 2⁶³ − 1."""
    try:
        found = operator.index(value)
    except TypeError:
        found = -1
    if not 0 <= found < 2**63:
        refuse(function, argument, f"is {reprlib.repr(value)}; a whole number from 0 on is needed")
    return found


def _type_of(array: np.ndarray, function: str, argument: str) -> type | None:
    """The type to compute in; None where each element has to be asked."""
    kind, name = array.dtype.kind, array.dtype.name
    if kind == "f":
        return np.float32 if array.dtype.itemsize <= 4 else np.float64
    if name in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
        return np.float32
    if kind in "iub":
        return np.float64
    if kind in "OUST":
        return None
    refuse(function, argument, f"holds {name}; real numbers are needed")


def _from_objects(array: np.ndarray, function: str, argument: str) -> np.ndarray:
    """Numbers out of Python objects: Fraction, Decimal and the like. A text is no number, even where it reads like one."""
    found = np.empty(array.shape)
    for index, value in np.ndenumerate(array):
        try:
            if isinstance(value, (str, bytes)):
                raise TypeError
            found[index] = float(value)
        except (TypeError, ValueError, OverflowError):
            place = f"{argument}[{', '.join(map(str, index))}]" if index else argument
            shown = value.item() if isinstance(value, np.generic) else value
            kind = type(shown)  # a distribution of sanov.families, which this module does not know
            hint = "; for distributions there is sanov.divergence_between(p, q)" if hasattr(kind, "log_pdf") else ""
            refuse(function, place, f"is {reprlib.repr(shown)}; a number is needed{hint}")
    return found


def _without_mask(array: np.ma.MaskedArray, function: str, argument: str) -> np.ndarray:
    masked = np.argwhere(np.ma.getmaskarray(array))
    if len(masked):
        refuse(function, f"{argument}[{', '.join(map(str, masked[0]))}]", "is masked; every cell needs a number")
    return array.data


def _read(value: Any, function: str, argument: str) -> Any:
    """What is not a numpy array, as one."""
    if value is None:
        refuse(function, argument, "is None; numbers are needed")
    library = type(value).__module__.partition(".")[0]
    if library == "torch":
        return _from_torch(value, function, argument)
    if library == "pyarrow" or hasattr(value, "__arrow_c_array__"):
        return _from_arrow(value, function, argument)
    try:
        if not hasattr(value, "__array__") and hasattr(value, "__dlpack__"):
            return np.from_dlpack(value)
        array = np.asarray(value)
        # One text makes texts of all: as objects, the first that is one can be named.
        return np.asarray(value, dtype=object) if array.dtype.kind in "US" else array
    except (ValueError, TypeError, BufferError) as error:
        if isinstance(value, (list, tuple)):
            _refuse_ragged(value, function, argument)
        refuse(function, argument, f"cannot be read as numbers: {error}")


def _refuse_ragged(value: Any, function: str, argument: str) -> None:
    lengths = [len(row) if hasattr(row, "__len__") and not isinstance(row, str) else None for row in value]
    for index, length in enumerate(lengths):
        if length != lengths[0]:
            shown = "a number" if length is None else f"{length} long"
            first = "a number" if lengths[0] is None else f"{lengths[0]} long"
            refuse(function, f"{argument}[{index}]", f"is {shown}, but {argument}[0] is {first}; rows must be alike")


def _from_torch(tensor: Any, function: str, argument: str) -> Any:
    torch = sys.modules["torch"]
    if not isinstance(tensor, torch.Tensor):
        return np.asarray(tensor)
    if tensor.device.type != "cpu":
        refuse(function, argument, f"is on {tensor.device}; pass {argument}.cpu()")
    if tensor.requires_grad:
        refuse(function, argument, f"requires a gradient, which the value would not carry; pass {argument}.detach()")
    if tensor.layout != torch.strided:
        refuse(function, argument, f"is sparse; pass {argument}.to_dense()")
    narrow = tensor.is_floating_point() and tensor.element_size() < 4
    return (tensor.float() if narrow else tensor.resolve_conj().resolve_neg()).numpy()


def _from_arrow(value: Any, function: str, argument: str) -> Any:
    try:
        import pyarrow as pa
    except ImportError:
        refuse(function, argument, "is an Arrow array, for which pyarrow is needed: pip install 'sanov[files]'")
    if not isinstance(value, (pa.Array, pa.ChunkedArray)):
        value = value.as_py() if isinstance(value, pa.Scalar) else pa.array(value)
    if isinstance(value, pa.ChunkedArray):
        value = value.chunk(0) if value.num_chunks == 1 else value.combine_chunks()
    if value.null_count:
        missing = value.is_null().to_pylist().index(True)
        refuse(function, f"{argument}[{missing}]", "is null; every cell needs a number")
    if isinstance(value, pa.FixedSizeListArray):
        return _from_arrow(value.flatten(), function, argument).reshape(len(value), value.type.list_size)
    if pa.types.is_list(value.type) or pa.types.is_large_list(value.type):
        return np.asarray(value.to_pylist())
    return value.to_numpy(zero_copy_only=False)
