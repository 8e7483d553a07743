"""Tables of any length with bounded memory: what grows large waits on disk and is mapped, not loaded."""

from __future__ import annotations

import tempfile
from typing import IO

import pyarrow as pa

IN_MEMORY = 96 << 20


class Spool:
    """Collects pieces of one table."""

    def __init__(self, schema: pa.Schema, in_memory: int = IN_MEMORY) -> None:
        self.schema = schema
        self.in_memory = in_memory
        self.pieces: list[pa.Table] = []
        self.bytes = 0
        self.file: IO[bytes] | None = None  # without a name: gone with the process, however it ends
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
        self.file = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the spool
        self.writer = pa.ipc.new_file(pa.PythonFile(self.file, mode="w"), self.schema)
        for piece in self.pieces:
            self.writer.write_table(piece)
        self.pieces = []

    def table(self) -> pa.Table:
        """All rows; their file goes when nobody reads it any more."""
        if self.writer is None or self.file is None:
            return pa.concat_tables([self.schema.empty_table(), *self.pieces])
        self.writer.close()
        self.file.flush()
        table = pa.ipc.open_file(pa.memory_map(f"/dev/fd/{self.file.fileno()}")).read_all()
        self.file.close()
        return table
