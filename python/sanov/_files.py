"""Tables in files, read by pyarrow as the command reads them with libarrow."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from sanov._core import explain_arrow, failed_column

_BATCH_ROWS = 1 << 16


def pyarrow() -> Any:
    """The package pyarrow, or an ImportError that says what to install."""
    try:
        import pyarrow
    except ImportError:
        raise ImportError("reading files needs pyarrow: pip install 'sanov[files]'") from None
    return pyarrow


class FileTable:
    """A file or a folder of files, opened as often as needed: what the C++ core calls a TableSource."""

    def __init__(self, name: str, format: str, delimiter: str, folder: str, paths: list[str]) -> None:
        self.name = name
        self._format, self._delimiter, self._folder, self._paths = format, delimiter, folder, paths
        self._wider: dict[str, Any] = {}  # CSV columns read as another type than guessed
        self._schema: Any = None  # of the last opening
        pyarrow()

    def open(self, columns: list[str]) -> Any:
        """An Arrow stream over all rows; columns that are not asked for may be left out."""
        with _explained():
            dataset = self._dataset(self._paths)
            wanted = [name for name in columns if name in dataset.schema.names] if columns else None
            scanner = dataset.scanner(columns=wanted, batch_size=_BATCH_ROWS, batch_readahead=4, fragment_readahead=1)
            return scanner.to_reader().__arrow_c_stream__()

    def recover(self, message: str) -> None:
        """A CSV column of another type than its beginning let guess is opened as the next wider one, or it fails."""
        column = failed_column(message)
        if self._format == "csv" and column is not None and column < len(self._schema):
            field = self._schema.field(column)
            wider = _wider(field.type)
            if wider is not None:
                self._wider[field.name] = wider
                return
        raise ValueError(self._failure(message))

    def _dataset(self, paths: list[str]) -> Any:
        from pyarrow import dataset, fs

        pa = pyarrow()
        options = dataset.FileSystemFactoryOptions(partition_base_dir=self._folder or None)
        if self._folder:
            options.partitioning_factory = dataset.HivePartitioning.discover()
        factory = dataset.FileSystemDatasetFactory(fs.LocalFileSystem(), paths, self._file_format(), options)
        schema = factory.inspect(promote_options="permissive")
        for i, field in enumerate(schema):
            schema = schema.set(i, pa.field(field.name, self._wider.get(field.name, field.type)))
        self._schema = schema
        return factory.finish(schema)

    def _file_format(self) -> Any:
        from pyarrow import csv, dataset

        if self._format == "parquet":
            return dataset.ParquetFileFormat(default_fragment_scan_options=dataset.ParquetFragmentScanOptions(
                use_buffered_stream=True, pre_buffer=False))
        if self._format == "ipc":
            return dataset.IpcFileFormat()
        # UTF-8 is not checked: else one bad byte makes a column binary.
        scan = dataset.CsvFragmentScanOptions(convert_options=csv.ConvertOptions(check_utf8=False))
        parse = csv.ParseOptions(delimiter=self._delimiter, newlines_in_values=True)
        return dataset.CsvFileFormat(parse_options=parse, default_fragment_scan_options=scan)

    def _failure(self, message: str) -> str:
        """What is wrong, with the name of the file of a folder that it is wrong with."""
        if len(self._paths) > 1:
            for path in self._paths:
                try:
                    for _ in self._dataset([path]).to_batches():
                        pass
                except Exception as error:
                    return f"{explain_arrow(str(error))} (in {path})"
        return explain_arrow(message)


def _wider(type: Any) -> Any:
    from pyarrow import types

    pa = pyarrow()
    if types.is_null(type):
        return pa.int64()
    if types.is_int64(type):
        return pa.float64()
    return None if types.is_string(type) else pa.string()


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """pyarrow's complaints in sanov's words."""
    pa = pyarrow()
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise ValueError(explain_arrow(str(error))) from None
