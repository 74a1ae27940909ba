"""The whole service, attacked with what is generated from its own document: by nobody, by an operator, and by
staff of another commune who hold every role there and aim at Demnate's records.

Each case is generated once and sent by all three: to generate it takes longer than to answer it.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from schemathesis import GenerationMode

from domain.kernel.values import Role
from domain.registry import DECIDERS
from service.access.permissions import COLLECTIVITY, held_roles
from service.api.authentication import ACTING_AS
from service.api.command_table import command_routes
from tests.access.conftest import AZILAL, DEMNATE, TOMORROW, Whole, bearer, new_account
from tests.api.generated import CHECKS, operations, probe
from tests.documents import files

WORDS = "ساقية الحي القديم مكسورة منذ رمضان"
"""An idea that waits at Demnate: only who decides on it there may read it."""
KINDS = {decider.plural: kind for kind, decider in DECIDERS.items()}
SUBMISSIONS = "/api/v1/submissions/"


class Attacker(NamedTuple):
    """Who sends, with what credentials; `acting` are the grants of whoever aims at Demnate, by role."""

    name: str
    headers: dict[str, str]
    acting: dict[str, str]


class Attack:
    """What is attacked, by whom, and what must not come out of it."""

    def __init__(self, whole: Whole) -> None:
        self.whole, self.log = whole, whole.access.log
        while whole.client.get("/readyz").status_code != 200:
            time.sleep(0.05)
        self.records = self._records()
        self.versions = {row.stream: row.version for row in self.log.since(0, 10_000)}
        self.secrets = (WORDS, files.TEXT.decode()[:40])
        operator = bearer(whole.token(Role.OPERATOR))
        # The last, since to aim changes the case.
        self.attackers = (Attacker("nobody", {}, {}), Attacker("operator", operator, {}), _other(whole))
        self.operations = list(operations(whole.client))
        self.answers: Counter[tuple[str, int, str]] = Counter()

    def _records(self) -> dict[str, str]:
        """A record of Demnate of each kind: those that hold what others may not read, else the first."""
        found = {"collectivity": DEMNATE} | _collecting(self.whole) | _document(self.whole)
        for row in self.log.since(0, 10_000):
            kind, _, identity = row.stream.partition(":")
            if row.version == 1:
                found.setdefault(kind, identity)
        return found

    def on(self, wanted: Callable[[Any], bool]) -> Counter[tuple[str, int, str]]:
        """Attack the operations that are wanted; how often each attacker was answered what."""
        self.answers.clear()
        for operation in filter(wanted, self.operations):
            probe(operation, self.send_as_all)
        return self.answers

    def on_commands(self, plurals: Collection[str]) -> Counter[tuple[str, int, str]]:
        """Attack the commands on records of some kinds; how often each attacker was answered what."""
        given = {route.path for route in command_routes() if route.plural in plurals}
        return self.on(lambda one: one.method == "post" and one.path in given)

    def send_as_all(self, case: Any) -> None:
        """Send a case as everybody: what reads at Demnate, what commands as it is, and aimed by who aims."""
        if case.method == "GET" and case.meta.generation.mode is GenerationMode.POSITIVE:
            self.aim(case)
        for attacker in self.attackers:
            if attacker.acting:
                self.aim(case)
                act(case, attacker)
            self.send(case, attacker)

    def send(self, case: Any, attacker: Attacker) -> None:
        """Send a case, and look at the answer and at what was recorded."""
        before = self.log.head()
        answer = case.call(headers=attacker.headers)
        case.validate_response(answer, checks=CHECKS)
        told = answer.content.decode("utf-8", "replace")
        assert not [secret for secret in self.secrets if secret in told], (attacker.name, case)
        code = json.loads(told)["code"] if answer.status_code >= 400 else ""
        self.answers[attacker.name, answer.status_code, code] += 1
        if attacker.name == "nobody" and case.operation.definition.raw["security"]:
            assert answer.status_code == 401, case
        self.look(case, attacker, before)

    def aim(self, case: Any) -> None:
        """Have a case address a record of Demnate. One that fits its operation names other such records too,
        and the version that it has.
        """
        kind = KINDS.get([*case.path.split("/"), "", "", ""][3], "")
        if kind and "id" in case.path_parameters:
            case.path_parameters["id"] = self.records[kind]
        if case.meta.generation.mode is not GenerationMode.POSITIVE:
            return
        if "If-Match" in case.headers:
            case.headers["If-Match"] = f'"{self.versions[f"{kind}:{self.records[kind]}"]}"'
        for name in case.body if isinstance(case.body, dict) else ():
            one, several = name.removesuffix("_id"), name.removesuffix("_ids")
            if one != name and one in self.records:
                case.body[name] = self.records[one]
            elif several != name and several in self.records:
                case.body[name] = [self.records[several]]

    def look(self, case: Any, attacker: Attacker, before: int) -> None:
        """Whoever it is sends submissions. Beside them nobody records anything, an operator what is an
        operator's, and another commune nothing that is about what was there before.
        """
        rows = [json.loads(row.body) | {"at": row.position} for row in self.log.since(before, 100)]
        free = {Role.CLOCK, Role.CITIZEN} if case.path.startswith(SUBMISSIONS) else {Role.CLOCK}
        rows = [row for row in rows if row["actor"]["role"] not in free]
        if attacker.name == "operator":
            assert {row["command"] for row in rows} <= held_roles()[Role.OPERATOR].commands, case
        elif attacker.acting:
            assert not self.touched(row["at"] for row in rows), case
        else:
            assert not rows, case

    def touched(self, positions: Iterable[int]) -> set[str]:
        """The records that were there before, but for Azilal, which events at positions are about."""
        asked = "SELECT DISTINCT split_part(tag, '/', 1) FROM log.event_tags WHERE position = ANY (%s)"
        tags = {tag for (tag,) in self.log.ask(asked, [list(positions)])}
        return tags & self.versions.keys() - {f"collectivity:{AZILAL}"}


def act(case: Any, attacker: Attacker) -> None:
    """Have a case name the role of its sender that may give the command, where there is one."""
    roles = case.operation.definition.raw.get("x-roles", ())
    fitting = sorted(attacker.acting.keys() & set(roles))
    if fitting and ACTING_AS in case.operation.headers:
        case.headers[ACTING_AS] = attacker.acting[fitting[0]]


def _other(whole: Whole) -> Attacker:
    """Somebody who holds every role of a commune, in another one."""
    account, access = new_account(whole.access), whole.access
    acting = {
        role.value: str(access.grants.make(account, role, by="test", collectivity=AZILAL, body="azilal"))
        for role, held in held_roles().items()
        if COLLECTIVITY in held.held_for
    }
    made = access.tokens.make(account, by="test", ends_at=datetime.now(UTC) + TOMORROW)
    assert made is not None
    return Attacker("another commune", bearer(made.secret), acting)


def _give(whole: Whole, role: Role, path: str, version: int = 0, **body: Any) -> str:
    """Give a command as somebody of Demnate; the identity of its record."""
    headers = {"Idempotency-Key": f"attacked-{path.replace('/', '-')}", "If-Match": f'"{version}"'}
    answer = whole.client.post(f"/api/v1/{path}", json=body, headers=headers | bearer(whole.token(role)))
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["id"])


def _collecting(whole: Whole) -> dict[str, str]:
    """A programme of Demnate, and an idea that was sent to it and waits."""
    day, focal = datetime.now(UTC).date(), Role.FOCAL_POINT
    period = {"starts_on": f"{day.year + 1}-01-01", "ends_on": f"{day.year + 2}-12-31"}
    named = {"collectivity_ids": [DEMNATE], "title": {"ar": "برنامج ثان"}}
    programme = _give(whole, focal, "programmes", **named, **period)
    axes = [{"key": "information", "title": {"ar": "المعلومة"}}]
    _give(whole, Role.COUNCIL_PRESIDENT, f"programmes/{programme}/identify-axes", 1, axes=axes)
    agenda = [{"starts_at": "10:30", "title": {"ar": "جمع الأفكار"}}]
    place = {"collectivity_id": DEMNATE, "place": "مقر الجماعة", "agenda": agenda}
    held_on = (day + timedelta(days=30)).isoformat()
    workshop = _give(whole, focal, "workshops", programme_id=programme, held_on=held_on, **place)
    _give(whole, focal, f"programmes/{programme}/open-idea-collection", 2, channels=["online"])
    idea = {"programme_id": programme, "author": {"kind": "anonymous"}, "text": {"text": WORDS}}
    headers = {"Idempotency-Key": "an-idea-that-waits-at-demnate"}
    answer = whole.client.post(f"{SUBMISSIONS}ideas", json=idea, headers=headers)
    assert answer.status_code == 201, answer.text
    return {"programme": programme, "workshop": workshop, "idea": answer.json()["id"]}


def _document(whole: Whole) -> dict[str, str]:
    """A document with personal data that Demnate keeps."""
    path, headers = "/api/v1/documents/contents", bearer(whole.token(Role.FOCAL_POINT))
    given = whole.client.post(path, content=files.TEXT, params={"personal": "true"}, headers=headers).json()
    sealed = {name: given[name] for name in ("ref", "commitment")}
    told = {"title": {"ar": "محضر"}, "kind": "minutes", "size": given["size"], "sealed": sealed}
    return {"document": _give(whole, Role.FOCAL_POINT, "documents", **told)}
