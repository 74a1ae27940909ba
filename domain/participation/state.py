"""What is known of words that a citizen gave, whatever they were given for."""

from __future__ import annotations

from typing import Any, TypeVar

from domain.document.events import ContentRedacted, PersonalDataErased
from domain.kernel.dates import PartialDate
from domain.kernel.decider import State
from domain.kernel.events import Event
from domain.kernel.values import Localised, ReasonCode, Role, SealedText
from domain.participation.events import ConsentToNameWithdrawn
from domain.participation.values import Author, AuthorKind

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
    name of an organisation that is sealed with them belongs to the identity.

    `given_by` is the reference of whoever gave their own words, also of one who stays anonymous: with it they
    take them back. `removed_on` and `removed_basis` are of the last erasure or redaction of the words.
    """

    programme_id: str = ""
    channel: str = ""
    entered_by: Role | None = None
    received_on: PartialDate | None = None
    given_by: str | None = None
    author: Author | None = None
    text: SealedText | None = None
    organisation_name: SealedText | None = None
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

    @property
    def sealed(self) -> tuple[SealedText, ...]:
        """What lies outside the log and was not erased."""
        given = ((self.text, self.words_erased), (self.organisation_name, self.identity_erased))
        return tuple(one for one, gone in given if one is not None and not gone)

    @property
    def erased(self) -> tuple[SealedText, ...]:
        """What lay outside the log and was erased."""
        given = (self.text, self.organisation_name)
        return tuple(one for one in given if one is not None and one not in self.sealed)

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


def consent_withdrawn(state: W, event: Event, _data: ConsentToNameWithdrawn) -> W:
    """The author is no longer shown by name."""
    return state.having(event, "consent", consent_withdrawn=True)


def redacted(state: W, event: Event, data: ContentRedacted) -> W:
    """A document stands in the place of the words."""
    removed = {"removed_on": event.effective_at}
    return state.having(event, "redacted", redacted_document_id=data.new_document_id, **removed)


def erased(state: W, event: Event, data: PersonalDataErased) -> W:
    """Words, identity or both can no longer be shown."""
    words = state.text is not None and state.text.ref in data.refs
    removed = {"removed_on": event.effective_at, "removed_basis": data.legal_basis} if words else {}
    return state.having(
        event,
        "erased",
        words_erased=state.words_erased or words,
        identity_erased=state.identity_erased or data.person_ref is not None,
        **removed,
    )


SHARED: dict[Any, Any] = {
    ConsentToNameWithdrawn: consent_withdrawn,
    ContentRedacted: redacted,
    PersonalDataErased: erased,
}
"""How these events change the state of an idea and of a contribution alike."""
