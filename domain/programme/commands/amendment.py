"""What may be asked about a change of the text in force (T24)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from domain.kernel.commands import Command
from domain.kernel.values import Identifier, Language, Localised, Sha256
from domain.programme.values import Commitments, Version


class ProposeAmendment(Command):
    """Propose a new version of the text in force; say whether the change is material."""

    aggregate: ClassVar[str] = "programme"

    material: bool
    commitments: Commitments
    changes: Localised


class ApproveMinorAmendment(Command):
    """Decide a minor amendment in the follow-up committee."""

    aggregate: ClassVar[str] = "programme"

    version: Version


class SubmitAmendment(Command):
    """Lay a material amendment before one council, as an item of a session."""

    aggregate: ClassVar[str] = "programme"

    collectivity_id: Identifier
    session_id: Identifier
    item_id: Identifier
    version: Version
    sha256: Sha256


class AbandonAmendment(Command):
    """Give up a proposed amendment; the text in force stands."""

    aggregate: ClassVar[str] = "programme"

    version: Version


class BringAmendmentIntoForce(Command):
    """Publish the amended text, which replaces the one in force."""

    aggregate: ClassVar[str] = "programme"

    version: Version
    languages: tuple[Language, ...] = Field(min_length=1, max_length=4)
