"""Tables as Parquet, and back: what a file says of itself is looked at before it is read."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ...experiment.tables.shapes import Kind, Shape
from .bounded import UnfitError

_BESIDE = 1_000_000
"""Bytes that a file has beside its values: the description of every column."""
_AT_WORST = 2
"""Bytes for each byte of values, at most: lists of distinct values may stand beside them."""


def written(frame: pd.DataFrame) -> bytes:
    """A table as the content of a Parquet file."""
    file = io.BytesIO()
    frame.to_parquet(file, engine="pyarrow", compression="zstd", index=False)
    return file.getvalue()


def largest(shape: Shape) -> int:
    """Bytes that the file of a table of this shape can have."""
    return _AT_WORST * shape.bytes + _BESIDE


def read(content: bytes, shape: Shape) -> pd.DataFrame:
    """The table in a file.

    Args:
        content: the file's.
        shape: what the table must look like.

    Raises:
        UnfitError: it is no Parquet file, or its table does not look like that.
    """
    try:
        with pq.ParquetFile(io.BytesIO(content)) as file:
            _check(file, shape)
            table = file.read()
        table.validate(full=True)
    except UnfitError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        reason = str(error).partition("\n")[0][:200]
        raise UnfitError(f"is not a readable Parquet file ({reason})") from None
    if not shape.least <= table.num_rows <= shape.most:
        raise UnfitError(_rows(table.num_rows, shape))
    for name, kind in shape.columns.items():
        if kind != Kind.NUMBER and table[name].null_count:
            raise UnfitError(f"has empty cells in {name}")
    return table.replace_schema_metadata(None).to_pandas()


def _check(file: pq.ParquetFile, shape: Shape) -> None:
    """Refuse what a file says of itself."""
    stated = file.metadata
    if not shape.least <= stated.num_rows <= shape.most:
        raise UnfitError(_rows(stated.num_rows, shape))
    groups = [stated.row_group(n) for n in range(stated.num_row_groups)]
    if sum(group.total_byte_size for group in groups) > largest(shape):
        raise UnfitError(
            f"would take more than {largest(shape):,} bytes, more than its rows can take"
        )
    if sum(group.num_rows for group in groups) != stated.num_rows:
        raise UnfitError("does not have the number of rows that it states")
    schema = file.schema_arrow
    if schema.names != list(shape.columns):
        raise UnfitError(f"has other columns than {', '.join(shape.columns)}")
    for field in schema:
        nothing = pa.types.is_null(field.type) and stated.num_rows == 0
        if not nothing and not _is(field.type, shape.columns[field.name]):
            wanted = shape.columns[field.name].value
            raise UnfitError(f"holds {field.type} in {field.name}, not {wanted}"[:300])


def _is(kind: pa.DataType, wanted: Kind) -> bool:
    if wanted == Kind.WHOLE:
        return bool(pa.types.is_int64(kind))
    if wanted == Kind.NUMBER:
        return bool(pa.types.is_float64(kind))
    words = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(words) or pa.types.is_large_string(words))


def _rows(number: int, shape: Shape) -> str:
    wanted = f"{shape.most:,}" if shape.least == shape.most else f"at most {shape.most:,}"
    return f"has {number:,} rows; its scenario requires {wanted}"
