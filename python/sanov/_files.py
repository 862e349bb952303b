"""Tables in files, read by pyarrow as the command reads them with libarrow."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from sanov._core import batch_rows, explain_arrow, failed_column, has_small_dictionary, plain_text


def pyarrow() -> Any:
    """The package pyarrow, or an ImportError that says what to install."""
    try:
        import pyarrow
    except ImportError:
        raise ImportError("reading files needs pyarrow: pip install 'sanov[files]'") from None
    return pyarrow


class DamagedFile(ValueError):
    """A file that cannot be read as a table: which one (of a folder, say), and why."""

    def __init__(self, table: str, reason: str) -> None:
        super().__init__(reason)
        self.table = table


class FileTable:
    """A file or a folder of files, opened as often as needed: what the C++ core calls a TableSource."""

    def __init__(self, name: str, format: str, delimiter: str, folder: str, paths: list[str]) -> None:
        self.name = name
        self._format, self._delimiter, self._folder, self._paths = format, delimiter, folder, paths
        self._wider: dict[str, Any] = {}  # CSV columns read as another type than guessed
        self._schema: Any = None  # of the last opening
        self._file_columns: list[list[str]] = []  # of each CSV file, in its own order
        self.columnar = format == "parquet" and not folder  # some of the columns cost but their share
        pyarrow()

    def open(self, columns: list[str]) -> Any:
        """An Arrow stream over all rows; columns that are not asked for may be left out."""
        with self._explained():
            if self.columnar and (stream := self._batches(columns)) is not None:
                return stream
            dataset = self._dataset(self._paths)
            wanted = [name for name in columns if name in dataset.schema.names] if columns else None
            scanner = dataset.scanner(
                columns=wanted, batch_size=batch_rows(len(columns)), batch_readahead=4, fragment_readahead=1
            )
            return scanner.to_reader().__arrow_c_stream__()

    def _batches(self, columns: list[str]) -> Any:
        """The stream of one Parquet file whose columns are plain; else None. A dataset's scanner decodes whole row groups at
        once; this does not, which takes a third of the time and of the memory."""
        pa = pyarrow()
        from pyarrow import parquet

        path, options = self._paths[0], {"buffer_size": 1 << 14, "pre_buffer": False}
        file = parquet.ParquetFile(path, **options)
        names = file.schema_arrow.names
        # Nested columns are chosen by paths with dots, which names must not be taken for.
        if [column.path for column in file.schema] != names or any("." in name for name in names):
            return None
        wanted = set(columns or names)
        texts = [i for i, field in enumerate(file.schema_arrow)
                 if field.name in wanted and _is_text(field.type) and _is_encoded(file.metadata, i)]
        if texts:
            file = parquet.ParquetFile(path, metadata=file.metadata, read_dictionary=[names[i] for i in texts], **options)
        fields = list(file.schema_arrow)
        for i in texts:
            fields[i] = fields[i].with_metadata({plain_text: ""})
        fields = [field for field in fields if field.name in wanted]
        if not fields:
            return None
        batches = file.iter_batches(batch_rows(len(fields)), columns=[field.name for field in fields])
        return pa.RecordBatchReader.from_batches(pa.schema(fields), batches).__arrow_c_stream__()

    def recover(self, message: str) -> None:
        """A CSV column of another type than its beginning let guess is opened as the next wider one, or it fails."""
        place = failed_column(message)
        column = self._failed(place) if self._format == "csv" and place is not None else None
        if column is not None:
            field = self._schema.field(column)
            wider = _wider(field.type)
            if wider is not None:
                self._wider[field.name] = wider
                return
        raise self._failure(message)

    def _failed(self, place: int) -> str | None:
        """The column at a place in the file that failed; where their orders differ, each file is tried alone."""
        names = [columns[place] if place < len(columns) else None for columns in self._file_columns]
        if len(set(names)) == 1:
            return names[0]
        for path, name in zip(self._paths, names):
            try:
                if name is not None:
                    for _ in self._factory([path]).finish(self._schema).to_batches(columns=[name]):
                        pass
            except (pyarrow().ArrowException, OSError) as error:
                if failed_column(str(error)) is not None:
                    return name
        return None

    def _factory(self, paths: list[str]) -> Any:
        from pyarrow import dataset, fs

        options = dataset.FileSystemFactoryOptions(partition_base_dir=self._folder or None)
        if self._folder:
            options.partitioning_factory = dataset.HivePartitioning.discover()
        return dataset.FileSystemDatasetFactory(fs.LocalFileSystem(), paths, self._file_format(), options)

    def _dataset(self, paths: list[str]) -> Any:
        pa = pyarrow()
        factory = self._factory(paths)
        schema = factory.inspect(promote_options="permissive") if self._format != "csv" else self._guess(factory)
        for i, field in enumerate(schema):
            schema = schema.set(i, pa.field(field.name, self._wider.get(field.name, field.type)))
        self._schema = schema
        return factory.finish(schema)

    def _guess(self, factory: Any) -> Any:
        """One schema for CSV files, whose types are guesses: where they disagree, numbers become floats, all else text."""
        pa = pyarrow()
        partitions = factory.inspect_schemas()[-1]
        files = [each.physical_schema for each in factory.finish(partitions).get_fragments()]
        self._file_columns = [schema.names for schema in files]
        fields: dict[str, Any] = {}
        numbers = (pa.int64(), pa.float64())
        for field in (field for schema in [*files, partitions] for field in schema):
            known = fields.setdefault(field.name, field).type
            if known == field.type or field.type == pa.null():
                continue
            both = pa.float64() if known in numbers and field.type in numbers else pa.string()
            fields[field.name] = pa.field(field.name, field.type if known == pa.null() else both)
        return pa.schema(list(fields.values()))

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

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """pyarrow's complaints in sanov's words."""
        try:
            yield
        except UnicodeDecodeError:
            raise DamagedFile(self.name, "has a column whose name is no UTF-8, which pyarrow cannot read") from None
        except (pyarrow().ArrowException, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise self._failure(str(error)) from None

    def _failure(self, message: str) -> DamagedFile:
        """What is wrong; of a folder, with the first file that is damaged."""
        for path in self._paths if len(self._paths) > 1 else []:
            try:
                for _ in self._dataset([path]).to_batches():
                    pass
            except (pyarrow().ArrowException, OSError) as error:
                return DamagedFile(path, explain_arrow(str(error)))
        return DamagedFile(self.name, explain_arrow(message))


def _is_text(type: Any) -> bool:
    types = pyarrow().types
    return bool(types.is_string(type) or types.is_large_string(type))


def _is_encoded(file: Any, column: int) -> bool:
    chunks = [file.row_group(group).column(column) for group in range(file.num_row_groups)]
    return has_small_dictionary(sum(chunk.total_uncompressed_size for chunk in chunks),
                                sum(chunk.num_values for chunk in chunks))


def _wider(type: Any) -> Any:
    from pyarrow import types

    pa = pyarrow()
    if types.is_null(type):
        return pa.int64()
    if types.is_int64(type):
        return pa.float64()
    return None if types.is_string(type) else pa.string()



class _Stream:
    """A capsule that holds an Arrow stream, as something that pyarrow reads."""

    def __init__(self, capsule: Any) -> None:
        self._capsule = capsule

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._capsule


def write_parquet(path: str, capsule: Any) -> None:
    """Writes the Arrow stream in a capsule as a Parquet file."""
    pa = pyarrow()
    from pyarrow import parquet

    reader = pa.RecordBatchReader.from_stream(_Stream(capsule))
    with parquet.ParquetWriter(path, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
