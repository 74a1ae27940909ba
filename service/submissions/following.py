"""What an author sees of a submission: everything that is recorded of it, with their own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.kernel.amend import fold
from domain.kernel.commands import Command
from domain.kernel.events import Event
from domain.kernel.guards import Check
from domain.kernel.stored import decode
from domain.kernel.values import Actor, Reason, Role, SealedText
from domain.participation.state import GivenWords
from domain.participation.values import NAMES
from domain.registry import DECIDERS
from domain.rules.personal_data import personal_data_rules
from domain.vocabulary import name_of
from projections.given_words import author_named, name_told, text_status
from projections.sentences import event_name, sentences
from service.handling.reading import kind_of
from service.messages import LANGUAGES
from service.messages import sentences as told
from service.submissions.kinds import KINDS, Kind
from service.submissions.rows import ErasureRequest, Owner
from service.submissions.submissions import Receipt, Submissions, UnknownCode
from service.vault.findings import Wanted

PATH = "/api/v1/submissions"


def receipt_told(kind: Kind, receipt: Receipt) -> dict[str, Any]:
    """A receipt as whoever sent something is given it, with the code: once, and to nobody else."""
    answer = receipt.answer
    return {
        "stream": answer.stream,
        "id": answer.identity,
        "version": answer.version,
        "position": answer.position,
        "received_at": receipt.received_at,
        "status": receipt.status,
        "tracking_code": receipt.code,
        "next": told("submissions", f"next_{kind.name}_{receipt.status}"),
        "keep": told("submissions", "keep_the_code"),
        "named": told("submissions", "kept_name") if receipt.author in NAMES else None,
        "follow": f"{PATH}/mine",
    }


def followed(submissions: Submissions, owner: Owner) -> dict[str, Any]:
    """A submission as its author sees it, as the log has it now. Raises UnknownCode where there is none."""
    log, kind = submissions.handler.log, KINDS[kind_of(owner.stream)]
    rows = log.load([owner.stream])[owner.stream]
    if not rows:
        raise UnknownCode
    events = [decode(row.body) for row in rows]
    state: GivenWords = fold(DECIDERS[kind.name], events)
    decided = next((event for event in events if event.event_id == state.because.get("stage")), None)
    return {
        "stream": owner.stream,
        "id": owner.stream.partition(":")[2],
        "version": state.version,
        "position": rows[-1].position,
        "received_at": events[0].recorded_at,
        "status": state.status,
        "status_name": name_of(kind.statuses, state.status),
        "next": told("submissions", _next(kind, state)),
        "programme_id": state.programme_id,
        "author": state.shown_author,
        **_names(submissions, state),
        **name_told(state),
        "words": _words(submissions, state),
        "reason": _reason(decided.reason) if decided and decided.reason else None,
        "response": state.response,
        "history": [_step(event, events[:at]) for at, event in enumerate(events)],
        "may": _may(submissions, state, owner),
        "erasure": [erasure_told(one) for one in submissions.rows.erasure_requests([owner.stream])],
    }


def _next(kind: Kind, state: GivenWords) -> str:
    """What is said of what happens next; of words that are gone, that they are, and of a submission that an
    older version let somebody annul, that it was.
    """
    if not state.status:
        return "next_annulled"
    return "next_erased" if state.words_erased else f"next_{kind.name}_{state.status}"


def _step(event: Event, earlier: Sequence[Event]) -> dict[str, Any]:
    return {
        "type": event.type,
        "name": event_name(event.type),
        "recorded_at": event.recorded_at,
        "sentence": sentences(event, earlier),
    }


def _words(submissions: Submissions, state: GivenWords) -> dict[str, Any]:
    """The author's words while they exist, also where nobody else may read them."""
    if state.text is None:
        return {"status": "erased", "text": None, "language": None}
    status, text = _opened(submissions, state, state.text)
    told = text_status(state) if text is not None else status
    return {"status": told, "text": text, "language": state.text.language}


def _names(submissions: Submissions, state: GivenWords) -> dict[str, str | None]:
    """The name of the author or of their organisation, while it exists."""
    known = author_named(state, _opened(submissions, state, state.author_name)[1]) or {}
    return {name.member: known.get(name.member) for name in NAMES.values()}


def _opened(submissions: Submissions, state: GivenWords, sealed: SealedText | None) -> tuple[str, str | None]:
    if sealed is None or sealed not in state.sealed:
        return "erased", None
    found = submissions.handler.log.vault.words([Wanted.of(sealed, state.stream)]).get(sealed.ref)
    return (found.status, found.text) if found else ("erased", None)


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "name": name_of("reason", reason.code), "text": reason.text}


def _may(submissions: Submissions, state: GivenWords, owner: Owner) -> list[dict[str, Any]]:
    """What the author may still do, with what is missing where it is not possible now."""
    kind, actor = KINDS[kind_of(owner.stream)], Actor(role=Role.CITIZEN, person_ref=owner.person_ref)
    ways: dict[str, Command] = {
        "withdraw": kind.withdraw(actor=actor),
        "withdraw-consent": kind.withdraw_consent(actor=actor),
        "ask-for-erasure": submissions.erasure(state, "everything"),
    }
    found = []
    for name, command in ways.items():
        unmet = submissions.unmet(state, command)
        found.append(
            {
                "name": told("submissions", f"may_{name}"),
                "path": f"{PATH}/{name}",
                "possible": not unmet,
                "unmet": [{"code": check.guard.code, "sentence": _told(check)} for check in unmet],
            }
        )
    return found


def _told(check: Check) -> dict[str, str]:
    return {language: check.sentence(language) for language in LANGUAGES}


def erasure_told(request: ErasureRequest) -> dict[str, Any]:
    """A request for erasure, with the rule that its last day follows from."""
    rules = personal_data_rules()
    rule = rules.erasure_clear_days
    return {
        "scope": request.scope,
        "scope_name": name_of("erasure_scope", request.scope),
        "asked_at": request.asked_at,
        "due_on": request.due_on,
        "open": request.open,
        "rule": {
            "rule_set": rules.id,
            "law": rules.law,
            "article": rule.article,
            "clear_days": rule.value,
            "source": rule.source,
            "confirmed": rule.confirmed,
        },
    }
