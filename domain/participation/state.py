"""What is known of words that a citizen gave, whatever they were given for."""

from __future__ import annotations

from typing import Any, TypeVar

from domain.document.events import ContentRedacted, PersonalDataErased
from domain.kernel.dates import PartialDate
from domain.kernel.decider import State
from domain.kernel.events import Event
from domain.kernel.values import Localised, ReasonCode, Role, SealedText
from domain.participation.events import ConsentToNameWithdrawn
from domain.participation.values import NAMES, Author, AuthorKind

STAFF = frozenset({Role.FOCAL_POINT, Role.COUNCIL_PRESIDENT})
"""Who enters the words of others."""
RECEIVED = frozenset({"received", "received_late"})
"""Statuses of words that nobody has found admissible yet, or not."""
UNDECIDED = RECEIVED | {"admissible"}
"""Statuses of words without an answer."""
HIDDEN = RECEIVED | {"", "inadmissible", "withdrawn"}
"""Statuses of words that not everybody may read."""
W = TypeVar("W", bound="GivenWords")


class GivenWords(State):
    """Words sealed outside the log. Erasure changes nothing here but how identity and words are shown. The
    name that is sealed with them, of an organisation or of somebody who consents to it, belongs to the
    identity.

    `given_by` is the reference of whoever gave their own words, also of one who stays anonymous: with it they
    take them back. `removed_on` and `removed_basis` are of the last erasure or redaction of the words,
    `name_removed_on` and `name_removed_basis` of what erased the name.
    """

    programme_id: str = ""
    channel: str = ""
    entered_by: Role | None = None
    received_on: PartialDate | None = None
    given_by: str | None = None
    author: Author | None = None
    text: SealedText | None = None
    author_name: SealedText | None = None
    status: str = ""
    response: Localised | None = None
    reason: ReasonCode | None = None
    decided_on: PartialDate | None = None
    consent_withdrawn: bool = False
    identity_erased: bool = False
    words_erased: bool = False
    removed_on: PartialDate | None = None
    removed_basis: str | None = None
    redacted_document_id: str | None = None
    name_removed_on: PartialDate | None = None
    name_removed_basis: Localised | str | None = None

    @property
    def sealed(self) -> tuple[SealedText, ...]:
        """What lies outside the log and was not erased."""
        given = ((self.text, self.words_erased), (self.author_name, self.unnamed))
        return tuple(one for one, gone in given if one is not None and not gone)

    @property
    def erased(self) -> tuple[SealedText, ...]:
        """What lay outside the log and was erased."""
        given = (self.text, self.author_name)
        return tuple(one for one in given if one is not None and one not in self.sealed)

    @property
    def unnamed(self) -> bool:
        """Whether a name that was given is to be told no more."""
        return self.identity_erased or self.consent_withdrawn

    @property
    def stage(self) -> str:
        """Its status."""
        return self.status

    @property
    def unseen(self) -> bool:
        """Whether it waits for somebody to find it admissible, or not."""
        return self.status in RECEIVED and not self.words_erased

    @property
    def waits(self) -> bool:
        """Whether its author has no answer yet, and can have one; why it was found inadmissible is one. Words
        that were erased wait for nobody: there is nothing left to look at, and the erasure says why.
        """
        return self.status in UNDECIDED and not self.words_erased

    @property
    def settled_by(self) -> str | None:
        """The event by which it waits no more, or waits: of words that were erased before, the erasure."""
        gone = self.status in UNDECIDED and self.words_erased
        return self.because.get("erased" if gone else "stage")

    @property
    def public(self) -> bool:
        """Whether everybody may read it: from when it was found admissible, unless it was taken back."""
        return self.status not in HIDDEN

    @property
    def shown_author(self) -> AuthorKind | None:
        """As what the author may be shown: without a name once consent is withdrawn or identity erased."""
        if self.author is None:
            return None
        if self.identity_erased:
            return "anonymous"
        return "pseudonymous" if self.consent_withdrawn else self.author.kind


def giver(event: Event) -> str | None:
    """The reference of whoever gave words of their own; None where staff entered somebody else's."""
    return None if event.actor.role in STAFF else event.actor.person_ref


def given_name(data: Any) -> SealedText | None:
    """What an event by which words are given holds of the name of their author."""
    name = NAMES.get(data.author.kind)
    found: SealedText | None = getattr(data, name.field) if name else None
    return found


def standing(state: W, event: Event, status: str, **changes: Any) -> W:
    """What was decided of the words, for which reason and since when."""
    reason = event.reason.code if event.reason else None
    decided = {"reason": reason, "decided_on": event.effective_at}
    return state.having(event, "stage", **(decided | changes), status=status)


def found_admissible(state: W, event: Event, _data: Any) -> W:
    """Everybody may read the words; the reply by which they were found inadmissible before is none."""
    return standing(state, event, "admissible", response=None)


def found_inadmissible(state: W, event: Event, data: Any) -> W:
    """The words stay unread; their author has the reply and the reason."""
    return standing(state, event, "inadmissible", response=data.response)


def consent_withdrawn(state: W, event: Event, data: ConsentToNameWithdrawn) -> W:
    """The author is no longer shown by name."""
    facts, removed = _name_removed(event, data)
    return state.having(event, "consent", *facts, consent_withdrawn=True, **removed)


def _name_removed(
    event: Event, data: ConsentToNameWithdrawn | PersonalDataErased
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """What is known of a name, and since which event, where an event erased one."""
    if data.name_ref is None:
        return (), {}
    return ("name",), {"name_removed_on": event.effective_at, "name_removed_basis": data.legal_basis}


def redacted(state: W, event: Event, data: ContentRedacted) -> W:
    """A document stands in the place of the words."""
    removed = {"removed_on": event.effective_at}
    return state.having(event, "redacted", redacted_document_id=data.new_document_id, **removed)


def erased(state: W, event: Event, data: PersonalDataErased) -> W:
    """Words, identity or both can no longer be shown."""
    words = state.text is not None and state.text.ref in data.refs
    removed = {"removed_on": event.effective_at, "removed_basis": data.legal_basis} if words else {}
    facts, unnamed = _name_removed(event, data)
    return state.having(
        event,
        "erased",
        *facts,
        words_erased=state.words_erased or words,
        identity_erased=state.identity_erased or data.person_ref is not None,
        **removed,
        **unnamed,
    )


SHARED: dict[Any, Any] = {
    ConsentToNameWithdrawn: consent_withdrawn,
    ContentRedacted: redacted,
    PersonalDataErased: erased,
}
"""How these events change the state of an idea and of a contribution alike."""
