"""Submissions without an account: taken, and handed back to whoever has their tracking code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.kernel.amend import EventAnnulled
from domain.kernel.commands import Command
from domain.kernel.dates import legal_day
from domain.kernel.decider import Facts, State
from domain.kernel.deciding import checks
from domain.kernel.guards import Check, Refused
from domain.kernel.stored import decode
from domain.kernel.values import Actor, Role
from domain.participation.state import GivenWords
from domain.participation.values import NAMES, AuthorKind
from domain.registry import DECIDERS
from domain.rules.personal_data import personal_data_rules
from service.handling.answers import Answer
from service.handling.handler import CommandHandler
from service.handling.reading import kind_of
from service.submissions.codes import sender
from service.submissions.kinds import KINDS, Kind
from service.submissions.rows import ErasureRequest, Owner, SubmissionRows

ANNULLED = EventAnnulled.__name__
AGAIN = "tracking-code"
"""The key of what is done with a code: the same thing done twice is answered twice and recorded once."""


class Receipt(NamedTuple):
    """What whoever sent something is given: what was recorded, when it came, the code to follow it, and as
    what they are known.
    """

    answer: Answer
    received_at: datetime
    code: str
    status: str
    author: AuthorKind | None


class UnknownCode(Exception):
    """No submission belongs to this tracking code."""


class Submissions:
    """Takes submissions to a handler; `secret` is the service's, which keys references and codes."""

    def __init__(self, handler: CommandHandler, secret: bytes) -> None:
        self.handler, self.rows, self._secret = handler, SubmissionRows(handler.log), secret

    def fields(self, kind: Kind, given: Mapping[str, Any], key: str) -> dict[str, Any]:
        """The fields of the command that a submission under an Idempotency-Key becomes; `given` are those
        that `kind.given` takes. A name is sealed, in the language of the text.
        """
        person_ref = sender(self._secret, kind.name, key).person_ref
        author = dict(given["author"])
        names = {name.field: author.pop(name.member, None) for name in NAMES.values()}
        sealed = {field: {**given["text"], "text": name} for field, name in names.items() if name is not None}
        if author["kind"] != "anonymous":
            author["ref"] = person_ref
        actor = {"role": Role.CITIZEN, "person_ref": person_ref}
        return {**given, **sealed, "author": author, "actor": actor, "channel": "online"}

    def give(self, kind: Kind, command: Command, key: str) -> Receipt:
        """Record a submission, or find what was recorded under its key. Raises what `handle` raises.

        The receipt is given out after its row is kept. Where that fell between the two, nobody was told a
        code; a repetition finds the record, keeps the row, and is given the same code.
        """
        who = sender(self._secret, kind.name, key)
        answer = self.handler.handle(kind.name, command, key=key)
        self.rows.keep(who.code, Owner(answer.stream, who.person_ref))
        [first, *_] = self.handler.log.load([answer.stream])[answer.stream]
        state: GivenWords = self.handler.state(answer.stream)  # type: ignore[assignment]
        return Receipt(answer, decode(first.body).recorded_at, who.code, state.status, state.shown_author)

    def owner(self, code: str) -> Owner:
        """What a code leads to. Raises UnknownCode."""
        found = self.rows.find(code)
        if found is None:
            raise UnknownCode
        return found

    def withdraw(self, owner: Owner) -> Answer:
        """Take the words back. Raises what `handle` raises."""
        return self._give(owner, KINDS[kind_of(owner.stream)].withdraw)

    def withdraw_consent(self, owner: Owner) -> Answer:
        """Withdraw the consent to be named. Raises what `handle` raises."""
        return self._give(owner, KINDS[kind_of(owner.stream)].withdraw_consent)

    def ask_for_erasure(self, owner: Owner, scope: str) -> ErasureRequest:
        """Ask for an erasure; where that was done already, the request that is open stands. Raises Refused
        where nothing of it is there any more.
        """
        state, now = self.handler.state(owner.stream), self.handler.now()
        if unmet := self.unmet(state, self.erasure(state, scope)):
            raise Refused(unmet)
        due_on = personal_data_rules().erasure_due(legal_day(now))
        self.rows.ask_for_erasure(owner.stream, scope, now, due_on)
        return self.rows.erasure_requests([owner.stream])[-1]

    def unmet(self, state: State, command: Command) -> list[Check]:
        """What is missing for a command to one record, which looks at no other."""
        facts = Facts(self.handler.now(), UUID(int=0), {state.stream: state}, {})
        rule = DECIDERS[kind_of(state.stream)].rule(type(command))
        return [check for check in checks(rule, state, command, facts) if not check.met]

    def erasure(self, state: State, scope: str) -> Command:
        """The command by which staff carry out a request for erasure."""
        return KINDS[kind_of(state.stream)].erase.model_validate(
            {
                "actor": {"role": Role.FOCAL_POINT, "body": "focal-point"},
                "legal_basis": personal_data_rules().law.ar,
                "reason": {"code": "other", "text": {"ar": personal_data_rules().law.ar}},
                "scope": scope,
            }
        )

    def _give(self, owner: Owner, kind: type[Command]) -> Answer:
        """What is done twice is answered twice and recorded once, unless something was annulled between: then
        it may have to be done once more, and is never said to be done where it is not.
        """
        command = kind(actor=_as_sender(owner))
        annulled = sum(row.type == ANNULLED for row in self.handler.log.load([owner.stream])[owner.stream])
        key = f"{AGAIN}-{annulled}" if annulled else AGAIN
        return self.handler.handle(owner.stream, command, key=key)


def _as_sender(owner: Owner) -> Actor:
    return Actor(role=Role.CITIZEN, person_ref=owner.person_ref)
