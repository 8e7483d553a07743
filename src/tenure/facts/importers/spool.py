"""Tables of any length with bounded memory: what grows large waits on disk and is mapped, not loaded."""

from __future__ import annotations

import os
import tempfile

import pyarrow as pa

IN_MEMORY = 96 << 20


class Spool:
    """Collects pieces of one table."""

    def __init__(self, schema: pa.Schema, in_memory: int = IN_MEMORY) -> None:
        self.schema = schema
        self.in_memory = in_memory
        self.pieces: list[pa.Table] = []
        self.bytes = 0
        self.path: str | None = None
        self.writer: pa.ipc.RecordBatchFileWriter | None = None

    def add(self, piece: pa.Table) -> None:
        """Take the next rows; their columns count by their places."""
        piece = piece.rename_columns(self.schema.names)
        if self.writer is not None:
            self.writer.write_table(piece)
            return
        self.pieces.append(piece)
        self.bytes += piece.nbytes
        if self.bytes > self.in_memory:
            self._to_disk()

    def _to_disk(self) -> None:
        handle, self.path = tempfile.mkstemp(prefix="tenure-", suffix=".arrow")
        os.close(handle)
        self.writer = pa.ipc.new_file(self.path, self.schema)
        for piece in self.pieces:
            self.writer.write_table(piece)
        self.pieces = []

    def table(self) -> pa.Table:
        """All rows; a file on disk loses its name here and goes when nobody reads it any more."""
        if self.writer is None or self.path is None:
            return pa.concat_tables([self.schema.empty_table(), *self.pieces])
        self.writer.close()
        mapped = pa.memory_map(self.path)
        os.unlink(self.path)
        return pa.ipc.open_file(mapped).read_all()
