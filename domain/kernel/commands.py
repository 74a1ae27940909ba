"""Commands: typed requests to record something. One table of them serves HTTP, the command line and the
console.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Self, get_args

from pydantic import Field, ModelWrapValidatorHandler, model_validator

from domain.kernel.dates import PartialDate
from domain.kernel.values import Actor, Authority, CitizenText, Evidence, Localised, Model, Reason, strictly

_COMMANDS: dict[str, type[Command]] = {}


class Command(Model):
    """A request to record a fact. The common fields become the envelope of the events that follow.

    A subclass names the `aggregate` (stream kind) that it addresses and whether it `creates` it. Its name on
    the wire is its class name in kebab case; its `summary` lies under that name in `commands.toml` beside the
    aggregate. A command's data fields appear under the same names in its first
    event, so that a guard can be checked again when something it relied on is corrected; citizens' words
    appear there sealed.
    """

    aggregate: ClassVar[str]
    creates: ClassVar[bool] = False
    summary: ClassVar[Localised]

    actor: Actor
    effective_at: PartialDate | None = Field(
        default=None, description="When it took effect; the present when absent."
    )
    authority: tuple[Authority, ...] = Field(default=(), max_length=20)
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=50)
    reason: Reason | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _read_strictly(cls, given: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        with strictly():
            return read(given)

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: Any) -> None:
        if _COMMANDS.setdefault(cls.command_name(), cls) is not cls:
            raise TypeError(f"two commands are named {cls.command_name()}")
        name = cls.command_name()
        # What is only a base of commands has no text and is never shown; its name stands in.
        cls.summary = summaries(cls.__module__).get(name) or Localised(ar=name)

    @classmethod
    def command_name(cls) -> str:
        """The stable name in URLs and events: `close-consultation`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def own_fields(cls) -> frozenset[str]:
        """The fields that are this command's data, without the common ones."""
        return frozenset(cls.model_fields) - frozenset(Command.model_fields)

    @classmethod
    def word_fields(cls) -> frozenset[str]:
        """The fields of this command that are words of a citizen, which never enter an event."""
        return frozenset(name for name in cls.own_fields() if _words(cls.model_fields[name].annotation))

    def data(self) -> dict[str, Any]:
        """The command's own fields as the first event takes them; citizens' words are left out, see
        `Facts.sealed`.
        """
        return {
            name: value
            for name in self.own_fields()
            if not isinstance(value := getattr(self, name), CitizenText)
        }

    def whose_words(self) -> str | None:
        """Whose the citizens' words in this command are, where a reference says so."""
        return self.actor.person_ref

    def words(self) -> dict[str, CitizenText]:
        """Citizens' words in this command by field name, to be sealed before deciding."""
        return {
            name: value for name in self.own_fields() if isinstance(value := getattr(self, name), CitizenText)
        }


def _words(annotation: Any) -> bool:
    return any(
        isinstance(one, type) and issubclass(one, CitizenText) for one in (annotation, *get_args(annotation))
    )


@cache
def summaries(module: str) -> dict[str, Localised]:
    """What each command of a module's aggregate does, by its name on the wire; none outside the domain."""
    package = ".".join(module.split(".")[:2])
    if not package.startswith("domain."):
        return {}
    table = files(package).joinpath("commands.toml")
    if not table.is_file():
        return {}
    return {
        name: Localised.model_validate(text) for name, text in tomllib.loads(table.read_text("utf-8")).items()
    }


def command_types() -> dict[str, type[Command]]:
    """Every registered command by its name on the wire."""
    return dict(_COMMANDS)
