"""Browsers of `web`: requests over loopback that come when they are due, or one after the other as fast as they are answered."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.pages import Kind, Reader

HOST = "127.0.0.1"
GIVEN_UP_S = 10.0  # somebody's patience
PATIENT_S = 600.0  # of who wants to know how long the first request for a page takes
MOST_OPEN = 500  # requests under way; more are errors, so that the machine is not filled with them


@dataclass(frozen=True)
class Answer:
    """One request: of which kind, from when it was due until the last byte, and how it ended; 0 where it did not."""

    kind: str
    seconds: float
    status: int


@dataclass
class Browsers:
    """Connections that are kept open, as browsers do."""

    port: int
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def ask(
        self, kind: str, path: str, reader: Reader, due: float | None = None, patience: float = GIVEN_UP_S
    ) -> Answer:
        """One request, given up after a while."""
        began = time.perf_counter() if due is None else due
        try:
            status = await asyncio.wait_for(self._ask(path, reader), patience)
        except (TimeoutError, OSError, EOFError, ValueError):
            status = 0
        return Answer(kind, time.perf_counter() - began, status)

    async def _ask(self, path: str, reader: Reader) -> int:
        line = self.free.pop() if self.free else await asyncio.open_connection(HOST, self.port, limit=1 << 24)
        try:
            words = (
                f"GET {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nCookie: {reader.cookie}\r\n"
                f"Accept-Language: {reader.language}\r\nUser-Agent: benchmark\r\nAccept: text/html\r\n\r\n"
            )
            line[1].write(words.encode())
            status, stays = await _answer(line[0])
        except BaseException:
            line[1].close()
            raise
        if stays:
            self.free.append(line)
        else:
            line[1].close()
        return status

    def close(self) -> None:
        """Hang up."""
        while self.free:
            self.free.pop()[1].close()


async def _answer(lines: asyncio.StreamReader) -> tuple[int, bool]:
    """The status, once the whole answer is here, and whether the connection stays."""
    head = (await lines.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    headers = dict(one.split(": ", 1) for one in head[1:] if ": " in one)
    if headers.get("transfer-encoding") == "chunked":
        while size := int((await lines.readuntil(b"\r\n")).split(b";")[0], 16):
            await lines.readexactly(size + 2)
        await lines.readuntil(b"\r\n")
    else:
        await lines.readexactly(int(headers.get("content-length", "0")))
    return int(head[0].split()[1]), headers.get("connection") != "close"


def one_by_one(port: int, wanted: Sequence[tuple[str, str, Reader]]) -> list[Answer]:
    """Each once, alone."""

    async def run() -> list[Answer]:
        browsers = Browsers(port)
        told = [await browsers.ask(*one, patience=PATIENT_S) for one in wanted]
        browsers.close()
        return told

    return asyncio.run(run())


def when_due(port: int, kinds: Sequence[Kind], readers: Sequence[Reader], rate: float, seconds: float) -> list[Answer]:
    """Requests at random moments, so many a second whether or not the ones before were answered: an open loop."""

    async def run() -> list[Answer]:
        browsers, under_way = Browsers(port), set[asyncio.Task[Answer]]()
        told, began = list[Answer](), time.perf_counter()
        for after, (kind, path, reader) in zip(_moments(rate, seconds), _wishes(kinds, readers), strict=False):
            due = began + after
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if len(under_way) >= MOST_OPEN:
                told.append(Answer(kind, GIVEN_UP_S, 0))
                continue
            task = asyncio.create_task(browsers.ask(kind, path, reader, due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            task.add_done_callback(lambda done: told.append(done.result()))
        await asyncio.gather(*under_way)
        browsers.close()
        return told

    return asyncio.run(run())


def without_pause(port: int, paths: Sequence[str], readers: Sequence[Reader], seconds: float) -> list[Answer]:
    """Each reader asks again as soon as she is answered: a closed loop."""

    async def one(browsers: Browsers, number: int, reader: Reader, told: list[Answer]) -> None:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            told.append(await browsers.ask("light", paths[number % len(paths)], reader))
            number += 1

    async def run() -> list[Answer]:
        browsers, told = Browsers(port), list[Answer]()
        each: list[Awaitable[None]] = [one(browsers, number, reader, told) for number, reader in enumerate(readers)]
        await asyncio.gather(*each)
        browsers.close()
        return told

    return asyncio.run(run())


def _moments(rate: float, seconds: float) -> Iterator[float]:
    """Moments of a Poisson process, the same in every run."""
    chance, now = random.Random(1), 0.0
    while (now := now + chance.expovariate(rate)) < seconds:
        yield now


def _wishes(kinds: Sequence[Kind], readers: Sequence[Reader]) -> Iterator[tuple[str, str, Reader]]:
    """Whoever may see it opens a page, each kind by its weight."""
    chance = random.Random(2)
    weights = [kind.weight for kind in kinds]
    by_kind = {kind.name: [one for one in readers if may_see(kind, one)] for kind in kinds}
    while True:
        (kind,) = chance.choices(kinds, weights)
        yield kind.name, chance.choice(kind.paths), chance.choice(by_kind[kind.name])


def may_see(kind: Kind, reader: Reader) -> bool:
    """Whether a page of this kind opens for her."""
    return not kind.people or reader.role != "viewer"
