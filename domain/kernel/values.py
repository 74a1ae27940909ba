"""Value types that commands, events and states are made of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from domain.kernel.faults import fault
from domain.kernel.national_id import holds_national_id

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


_set_dict, _set_fields_set, _set_extra, _set_private = (
    BaseModel.__dict__[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


def give(made: BaseModel, fields: dict[str, Any]) -> None:
    """Give an instance of a model these fields, unchecked. By its slot, since a frozen model refuses to be
    set.
    """
    _set_dict(made, fields)


def fill(made: BaseModel, fields: dict[str, Any], fields_set: set[str]) -> None:
    """Make a new instance of a model whole with these fields, unchecked."""
    _set_dict(made, fields)
    _set_fields_set(made, fields_set)
    _set_extra(made, None)
    _set_private(made, None)


def mark(made: BaseModel, private: dict[str, Any] | None) -> None:
    """Put something in the place of a model's private attributes."""
    _set_private(made, private)


class Model(BaseModel):
    """Frozen and closed: an unknown field is an error, so that a typing mistake is never silently dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed, unchecked. What is frozen can be shared, so that a fold, which
        copies a state with every event, takes a third of the time.
        """
        if deep:
            return super().model_copy(update=update, deep=True)
        copy = object.__new__(self.__class__)
        fill(copy, {**self.__dict__, **(update or {})}, self.__pydantic_fields_set__)
        return copy


_STRICT: ContextVar[bool] = ContextVar("strict", default=False)
_ENDS_LINE = re.compile(r"[\t\n\r\u2028\u2029]")


@contextmanager
def strictly() -> Iterator[None]:
    """Texts are read as commands give them. What was stored before a text was looked at so closely is read as
    it is, or it could never be read again.
    """
    token = _STRICT.set(True)
    try:
        yield
    finally:
        _STRICT.reset(token)


def given_strictly() -> bool:
    """Whether what is read now is a command, or a value that is given now."""
    return _STRICT.get()


def _visible(text: str) -> bool:
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)


def _one_line(text: str) -> str:
    if _STRICT.get() and (found := _ENDS_LINE.search(text)):
        raise fault("more_than_one_line", found=f"U+{ord(found.group()):04X}")
    return text


def _readable(text: str) -> str:
    if found := _FORBIDDEN.search(text):
        raise fault("control_character", found=f"U+{ord(found.group()):04X}")
    if not text.strip() or (_STRICT.get() and not _visible(text)):
        raise fault("blank")
    return unicodedata.normalize("NFC", text)


Line = Annotated[
    str, StringConstraints(min_length=1, max_length=300), AfterValidator(_readable), AfterValidator(_one_line)
]
"""One line of text: a title, a place, a body's name. At most 300 characters, NFC, no control characters."""
LONGEST_TEXT = 20_000
"""Characters of a citizen's text."""
Prose = Annotated[str, StringConstraints(min_length=1, max_length=4000), AfterValidator(_readable)]
"""A paragraph that the law makes public. At most 4,000 characters, NFC, no control characters."""
IDENTIFIER_FORM = "[a-z0-9][a-z0-9-]{0,79}"
REFERENCE_FORM = "[a-z0-9][a-z0-9:-]{0,99}"
EVENT_ID_FORM = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
SHA256_FORM = "[0-9a-f]{64}"
Identifier = Annotated[str, StringConstraints(pattern=f"^{IDENTIFIER_FORM}$")]
"""The identity of an aggregate or of a thing inside one: lower-case letters, digits and hyphens."""
Reference = Annotated[str, StringConstraints(pattern=f"^{REFERENCE_FORM}$")]
"""A pseudonymous reference to a person; the name, where there is one, lies outside the log."""
EventId = Annotated[str, StringConstraints(pattern=f"^{EVENT_ID_FORM}$")]
Sha256 = Annotated[str, StringConstraints(pattern=f"^{SHA256_FORM}$")]
"""A SHA-256 digest in lower-case hexadecimal."""
Count = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]
ByteSize = Annotated[int, Field(ge=0, le=10_000_000_000, strict=True)]
"""How many bytes a document has. Scanned minutes have tens of millions; 10 GB is more than any has."""
Language = Literal["ar", "fr", "en", "zgh"]
"""Languages of a text; `zgh` (Tamazight) has no validated terms yet."""


def refuse_both_or_neither(**given: object) -> None:
    """Raises a fault that names two fields of which exactly one is to be given."""
    first, names = next(iter(given)), ", ".join(given)
    found = [name for name, value in given.items() if value is not None]
    if len(found) != 1:
        raise fault("exactly_one", field=first, expected=names, found=", ".join(found) or "—")


class Localised(Model):
    """A sentence or title in the languages people read. Arabic is authoritative, so it is required."""

    ar: Prose
    fr: Prose | None = None
    en: Prose | None = None


class Principle(StrEnum):
    """The five principles of openness named by the Network."""

    TRANSPARENCY = "transparency"
    ACCOUNTABILITY = "accountability"
    ACCESS_TO_INFORMATION = "access_to_information"
    CITIZEN_PARTICIPATION = "citizen_participation"
    DIGITALISATION = "digitalisation"


class CollectivityType(StrEnum):
    """The three kinds of territorial collectivity, each under its own organic law of 2015."""

    COMMUNE = "commune"
    PREFECTURE_OR_PROVINCE = "prefecture_or_province"
    REGION = "region"


class Role(StrEnum):
    """In what capacity somebody acts."""

    FOCAL_POINT = "focal_point"
    COUNCIL_PRESIDENT = "council_president"
    COUNCIL_SECRETARY = "council_secretary"
    COUNCIL = "council"
    FOLLOW_UP_COMMITTEE = "follow_up_committee"
    ADVISORY_BODY = "advisory_body"
    LEAD_UNIT = "lead_unit"
    CONTROL_AUTHORITY = "control_authority"
    COURT = "court"
    INDEPENDENT_ASSESSOR = "independent_assessor"
    CIVIL_SOCIETY = "civil_society"
    CITIZEN = "citizen"
    NETWORK_COORDINATOR = "network_coordinator"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    CLOCK = "system:clock"


class Actor(Model):
    """Who acts: a role, and the pseudonymous person or the body that holds it. Never a name."""

    role: Role
    person_ref: Reference | None = None
    body: Reference | None = None


CLOCK = Actor(role=Role.CLOCK, body="system:clock")


class Authority(Model):
    """The legal basis invoked. `confirmed` is false while no lawyer has confirmed the article."""

    law: Line
    article: Line | None = None
    confirmed: bool = False


class SealedContent(Model):
    """What an event holds of a document with personal data: a random reference, and a commitment
    (HMAC-SHA-256 of the content under a random salt that is kept with it).
    """

    ref: Identifier
    commitment: Sha256


class Evidence(Model):
    """A reference to a document: its identity, and the SHA-256 of its content or, where that has personal
    data, the commitment to it.
    """

    document_id: Identifier
    sha256: Sha256 | None = None
    commitment: Sha256 | None = None
    kind: Line
    language: Language = "ar"

    def model_post_init(self, _context: object) -> None:
        refuse_both_or_neither(sha256=self.sha256, commitment=self.commitment)


class ReasonCode(StrEnum):
    """Why something was decided (domain notes, 5.5)."""

    OUT_OF_COMPETENCE = "out_of_competence"
    NO_BUDGET = "no_budget"
    DUPLICATE = "duplicate"
    ALREADY_DONE = "already_done"
    MERGED = "merged"
    LEGAL_OBSTACLE = "legal_obstacle"
    NEEDS_PARTNER = "needs_partner"
    POSTPONED_NEXT_CYCLE = "postponed_next_cycle"
    NOT_SPECIFIC = "not_specific"
    MATERIAL_CHANGE = "material_change"
    FORCE_MAJEURE = "force_majeure"
    ELECTION = "election"
    STAFF_CHANGE = "staff_change"
    PARTNER_WITHDRAWAL = "partner_withdrawal"
    CORRECTION_CLERICAL = "correction_clerical"
    OBJECTION_GOVERNOR = "objection_governor"
    COURT_DECISION = "court_decision"
    OTHER = "other"


class Reason(Model):
    """A reason code with an explanation; `other` needs the explanation, now that it is given."""

    code: ReasonCode
    text: Localised | None = None

    def model_post_init(self, _context: object) -> None:
        if _STRICT.get() and self.code is ReasonCode.OTHER and self.text is None:
            raise fault("reason_text_needed", field="text")


def without_national_id(text: str) -> str:
    """A text that a citizen gives now, without the number of an identity card. What is stored is read as it
    is, and what was found is told nowhere.
    """
    if _STRICT.get() and holds_national_id(text):
        raise fault("national_id")
    return text


class CitizenText(Model):
    """Words of a citizen as they arrive in a command. They never enter an event: see SealedText."""

    text: Annotated[
        str,
        StringConstraints(min_length=1, max_length=LONGEST_TEXT),
        AfterValidator(_readable),
        AfterValidator(without_national_id),
    ]
    language: Language = "ar"


class CitizenLine(CitizenText):
    """One line of a citizen's words, such as the name of the organisation that they write for."""

    text: Annotated[Line, AfterValidator(without_national_id)]


PersonName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=120),
    AfterValidator(_readable),
    AfterValidator(_one_line),
    AfterValidator(without_national_id),
]
"""The name that a natural person gives: one line of at most 120 characters, read as a citizen's words are."""


class CitizenName(CitizenText):
    """The name of whoever gives words and agrees to be named."""

    text: PersonName


class SealedText(Model):
    """What an event holds of a citizen's words: a reference, the language, the length in characters,
    and a commitment (HMAC-SHA-256 of the text under a random salt that is kept with the text).
    """

    ref: Identifier
    language: Language
    length: Count
    commitment: Sha256
