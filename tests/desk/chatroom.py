"""A chat server on this machine: it takes messages over HTTP, keeps them, and answers as it is told to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Chatroom(ThreadingHTTPServer):
    """What was said, each with the path it was said at."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[tuple[str, Any]] = []
        self.status, self.answer = 200, '{"errcode":0,"errmsg":"ok"}'
        self.leads_to = ""  # another address, in the head of its answer
        self.hangs_up = False  # once it has taken a message, without a word

    @property
    def place(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.server_address[1]}"


class _Conversation(BaseHTTPRequestHandler):
    server: Chatroom

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.taken.append((self.path, told))
        if self.server.hangs_up:
            self.close_connection = True
            return
        self.send_response(self.server.status)
        if self.server.leads_to:
            self.send_header("Location", self.server.leads_to)
        self.send_header("Content-Length", str(len(self.server.answer.encode())))
        self.end_headers()
        self.wfile.write(self.server.answer.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  as the library calls it
        """Nothing."""


@contextmanager
def chatroom() -> Iterator[Chatroom]:
    """A server for as long as this lasts."""
    with Chatroom() as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
