"""Answers kept ready: as long as no checkpoint moved, and for a second at most, since some depend on the
time. Each has an ETag made from its bytes.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from time import monotonic
from typing import NamedTuple

from service.reading.watch import Watch

KEPT_BYTES = 32 * 1024 * 1024
SECONDS = 1.0


class Answer(NamedTuple):
    """The bytes of an answer, the position of the log that it is of, and its ETag.

    The ETag is weak, so that it can never pass for the version that a command's If-Match names.
    """

    body: bytes
    position: int
    etag: str

    @classmethod
    def of(cls, body: str, position: int) -> Answer:
        """An answer from its JSON text."""
        made = body.encode()
        return cls(made, position, f'W/"{blake2b(made, digest_size=12).hexdigest()}"')


class _Kept(NamedTuple):
    answer: Answer
    generation: int
    made: float


class Answers:
    """Keeps what was answered last, at most so many bytes. What is asked by several at once is made once."""

    def __init__(self, watch: Watch, size: int = KEPT_BYTES) -> None:
        self._watch, self._size, self._bytes = watch, size, 0
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._making: dict[str, asyncio.Task[Answer]] = {}

    def ready(self, key: str) -> Answer | None:
        """The answer kept for a key, if it still is what would be answered."""
        kept = self._kept.get(key)
        if kept is None or kept.generation != self._watch.generation or not self._watch.current:
            return None
        return kept.answer if monotonic() - kept.made < SECONDS else None

    async def get(self, key: str, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer for a key, made where it is not ready."""
        answer = self.ready(key)
        if answer is not None:
            return answer
        place = f"{self._watch.generation} {key}"
        task = self._making.get(place)
        if task is None:
            task = self._making[place] = asyncio.ensure_future(self._made(key, make))
            task.add_done_callback(lambda _: self._making.pop(place, None))
        return await asyncio.shield(task)

    async def _made(self, key: str, make: Callable[[], Awaitable[Answer]]) -> Answer:
        generation, made = self._watch.generation, monotonic()
        answer = await make()
        self._keep(key, _Kept(answer, generation, made))
        return answer

    def _keep(self, key: str, kept: _Kept) -> None:
        former = self._kept.pop(key, None)
        self._kept[key] = kept
        self._bytes += len(kept.answer.body) - (len(former.answer.body) if former else 0)
        while self._bytes > self._size and self._kept:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= len(dropped.answer.body)
