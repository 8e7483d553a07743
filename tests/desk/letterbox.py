"""A mail server on this machine: it speaks SMTP, keeps what it is given, and can refuse."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread
from typing import Any


class Letterbox(socketserver.ThreadingTCPServer):
    """What was delivered, each with whom it was for."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.refuses = False


class _Conversation(socketserver.StreamRequestHandler):
    server: Letterbox

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        to: list[str] = []
        self.say("220 letterbox")
        for raw in self.rfile:
            word = raw[:4].decode().upper()
            if word == "RCPT":
                to.append(raw.decode().partition("<")[2].partition(">")[0])
            if word == "DATA":
                self.say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                if self.server.refuses:
                    self.say("451 not now")
                    continue
                made: Any = message_from_bytes(text, policy=policy.default)
                self.server.taken.append((to, made))
                to = []
            self.say("221 bye" if word == "QUIT" else "250 fine")
            if word == "QUIT":
                return


@contextmanager
def letterbox() -> Iterator[Letterbox]:
    """A server that takes mail, as long as this lasts."""
    with Letterbox() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
