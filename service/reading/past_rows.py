"""Answers about the past in the shapes of answers about the present: one document, a page of a list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from pydantic_core import from_json

from projections.history import NAME as HISTORY
from projections.model import Filter, ReadModel, as_json, identity_of
from service.reading import past
from service.reading.past import Moment, Then
from service.reading.past_tables import PastTables, columns
from service.reading.rows import STATUS, Found, Page, joined
from service.reading.snapshots import Snapshot
from service.reading.words import opened
from service.store.log import Log

T = TypeVar("T")
BATCH = 500


class PastRows:
    """Reads the past of one read model in one snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        log: Log,
        in_thread: Callable[[Callable[[], Any]], Awaitable[Any]],
        model: ReadModel[Any],
        moment: Moment,
    ) -> None:
        self._snapshot, self._log, self._in_thread = snapshot, log, in_thread
        self._model, self._moment = model, moment

    async def one(self, identity: str) -> Then | None:
        """One aggregate as it was; None where nothing of it was known, or true, nor may have been true."""
        found = await past.known(self._snapshot, self._model.decider.stream(identity), self._moment)
        if found is None:
            return None
        if not found.settled:
            [found] = await self._folded([found])
        if found.document is None and not found.uncertain:
            return None
        return found

    async def document(self, then: Then) -> str:
        """The document of an aggregate as it was, with what depends on the day, and without the words and the
        author that are not to be shown any more.
        """
        if then.document is None:
            return as_json({"id": identity_of(then.stream), "version": 0, "stage": ""})
        if not self._model.derived_of_past and not self._model.as_now:
            return then.document
        [judged] = await self._judged([then], ())
        [derived] = await self._opened([(then, judged)])
        return joined(self._as_now(then.document, judged), derived)

    async def bare(self, then: Then) -> dict[str, Any]:
        """The members of a document as it was, without what depends on the day."""
        if then.document is None:
            return {}
        live = (await self._judged([then], ()))[0] if self._model.as_now else _Judged(0, None, {})
        found: dict[str, Any] = from_json(self._as_now(then.document, live))
        return found

    async def page(self, asked: Page) -> Found:
        """One page of the list as it was, in the order in which the aggregates began."""
        shown: list[tuple[Then, _Judged]] = []
        after = asked.after
        while len(shown) <= asked.limit:
            batch = await self._batch(after)
            by_first = {then.first_position: then for then in batch}
            judged = await self._judged([then for then in batch if then.public], asked.filters, asked.values)
            shown += [(by_first[one.first_position], one) for one in judged]
            if len(batch) < BATCH:
                break
            after = batch[-1].first_position
        last = shown[asked.limit - 1][0].first_position if len(shown) > asked.limit else None
        return Found(await self._items(shown[: asked.limit]), last, await self._tallies(asked))

    async def _batch(self, after: int) -> list[Then]:
        found = await past.each_known(self._snapshot, self._model.kind, self._moment, after, BATCH)
        moved = {then.stream: then for then in await self._folded([one for one in found if not one.settled])}
        return [moved.get(then.stream, then) for then in found]

    async def _folded(self, found: Sequence[Then]) -> list[Then]:
        if not found:
            return []
        log, model, moment = self._log, self._model, self._moment
        folded: list[Then] = await self._in_thread(lambda: past.folded(log, model, found, moment))
        return folded

    async def _judged(
        self, found: Sequence[Then], filters: Sequence[Filter], values: Mapping[str, Any] | None = None
    ) -> list[_Judged]:
        """Those of some aggregates that the filters let through, with what depends on the day."""
        told = self._model.derived_of_past.values()
        derived = "".join(f", {self._named(expression)}" for expression in told)
        conditions = " AND ".join(["true", *(self._named(one.condition) for one in filters)])
        now = ", live" if self._model.as_now else ", NULL"
        rows = await self._snapshot.rows(
            f"SELECT first_position{now}{derived} FROM {self._rows()} WHERE {conditions}"  # noqa: S608 - made of our own names; values are parameters
            " ORDER BY first_position",
            self._parameters(found, values),
        )
        names = tuple(self._model.derived_of_past)
        return [_Judged(row[0], row[1], dict(zip(names, row[2:], strict=True))) for row in rows]

    async def _tallies(self, asked: Page) -> dict[str, int]:
        if not self._model.tallies:
            return {}
        counts = ", ".join(f"count(*) FILTER (WHERE {wanted})" for wanted in self._model.tallies.values())
        heeded = [self._named(one.condition) for one in asked.filters if one.name not in STATUS]
        total = dict.fromkeys(self._model.tallies, 0)
        after, batch = 0, await self._batch(0)
        while batch:
            rows = await self._snapshot.rows(
                f"SELECT {counts} FROM {self._rows()} WHERE {' AND '.join(['true', *heeded])}",  # noqa: S608 - made of our own names; values are parameters
                self._parameters(batch, asked.values),
            )
            total = {name: total[name] + more for name, more in zip(total, rows[0], strict=True)}
            after = batch[-1].first_position
            batch = await self._batch(after) if len(batch) == BATCH else []
        return total

    def _parameters(self, found: Sequence[Then], values: Mapping[str, Any] | None) -> dict[str, Any]:
        asked = {"today": self._moment.today, "as_of": self._moment.as_of}
        return {**(values or {}), **asked, "rows": as_json([then.row() for then in found])}

    def _rows(self) -> str:
        """Aggregates as they were, as rows that conditions can be asked of. What is told as it is now is
        taken from the present row where it is the same there, and is nothing where it is not.
        """
        declared = ", ".join(f"{name} {kind}" for name, kind in columns(self._model).items())
        now, plain = self._model.as_now, f"jsonb_to_recordset(%(rows)s::jsonb) AS r ({declared})"
        if not now:
            return plain
        names = [
            f"CASE WHEN n.{name} = r.{name} THEN r.{name} END AS {name}" if name in now else f"r.{name}"
            for name in columns(self._model)
        ]
        present = self._snapshot.table(self._model.name)
        joined_rows = f"{plain} LEFT JOIN {present} n ON n.id = r.id"
        return f"(SELECT {', '.join(names)}, n.document AS live FROM {joined_rows}) AS then_and_now"  # noqa: S608 - made of our own names; values are parameters

    def _named(self, condition: str) -> str:
        """A condition in which read models in braces are replaced by what they were."""
        return condition.format_map(PastTables(self._snapshot))

    async def _items(self, shown: Sequence[tuple[Then, _Judged]]) -> list[str]:
        lacking = [then.position for then, _ in shown if then.document is None]
        rows = await self._snapshot.rows(
            f"SELECT position, document FROM {self._snapshot.table(HISTORY)} WHERE position = ANY(%(these)s)",  # noqa: S608 - made of our own names; values are parameters
            {"these": lacking},
        )
        documents: dict[int, str] = {row[0]: row[1] for row in rows}
        whole = [
            (then if then.document else replace(then, document=documents[then.position]), judged)
            for then, judged in shown
        ]
        derived = await self._opened(whole)
        return [self._item(*one, more) for one, more in zip(whole, derived, strict=True)]

    async def _opened(self, shown: Sequence[tuple[Then, _Judged]]) -> list[dict[str, Any]]:
        found = [(identity_of(then.stream), judged.derived) for then, judged in shown]
        return await opened(self._snapshot, self._model, found)

    def _item(self, then: Then, judged: _Judged, more: dict[str, Any]) -> str:
        document = self._as_now(then.document or "{}", judged)
        if self._model.detail:
            whole = from_json(document)
            document = as_json({name: one for name, one in whole.items() if name not in self._model.detail})
        if self._moment.on is not None:
            more = more | {"uncertain": then.uncertain}
        return joined(document, more)

    def _as_now(self, document: str, judged: _Judged) -> str:
        if not self._model.as_now:
            return document
        then, now = from_json(document), from_json(judged.live or "{}")
        kept = {name: one for name, one in then.items() if name not in self._model.as_now or name in now}
        return as_json({name: now[name] if name in self._model.as_now else one for name, one in kept.items()})


class _Judged(NamedTuple):
    first_position: int
    live: str | None
    derived: dict[str, Any]
