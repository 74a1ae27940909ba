"""What may be found by words in each kind of state, and what is shown of it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal, get_args

from domain.collectivity.state import CollectivityState
from domain.commitment.state import CommitmentState
from domain.document.state import DocumentState
from domain.idea.state import IdeaState
from domain.kernel.decider import State
from domain.kernel.values import Localised, SealedText
from domain.programme.state import ProgrammeState
from projections.given_words import sealed_words, text_status
from projections.model import identity_of

SearchKind = Literal["collectivity", "programme", "commitment", "idea", "decision", "document"]
KINDS: tuple[SearchKind, ...] = get_args(SearchKind)
Language = Literal["ar", "fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
Texts = dict[str, list[str]]
_TYPES: dict[str, dict[str, str]] = tomllib.loads(
    files(__package__).joinpath("types.toml").read_text("utf-8")
)


@dataclass(frozen=True)
class Searchable:
    """One thing that may be found. `title` weighs more than `rest`; both are by language. Words of a citizen
    are named by `words` and lie elsewhere.
    """

    kind: SearchKind
    id: str
    stream: str
    title: Texts = field(default_factory=dict)
    rest: Texts = field(default_factory=dict)
    programme_id: str | None = None
    collectivity_ids: tuple[str, ...] = ()
    words: SealedText | None = None
    told: Mapping[str, Any] = field(default_factory=dict)


def by_language(found: Iterable[Localised | Mapping[str, Any] | None]) -> Texts:
    """Texts by their language, each once."""
    texts: Texts = {}
    for one in found:
        for language in LANGUAGES if one is not None else ():
            text = one.get(language) if isinstance(one, Mapping) else getattr(one, language)
            if text and text not in texts.setdefault(language, []):
                texts[language].append(text)
    return texts


def _collectivity(state: CollectivityState) -> Searchable:
    named = (state.names, state.printed_names, *(one.names for one in reversed(state.canonical)))
    return Searchable(
        "collectivity",
        state.collectivity_id,
        state.stream,
        title=by_language(named),
        rest=by_language([_TYPES[state.collectivity_type]]),
        collectivity_ids=(state.collectivity_id,),
        told={"stage": state.stage, "type": state.collectivity_type, "region": state.region},
    )


def _programme(state: ProgrammeState) -> Searchable:
    return Searchable(
        "programme",
        state.programme_id,
        state.stream,
        title=by_language([state.title]),
        rest=by_language(axis.title for axis in state.axes),
        programme_id=state.programme_id,
        collectivity_ids=state.collectivity_ids,
        told={"stage": state.stage},
    )


def _commitment(state: CommitmentState) -> Searchable:
    return Searchable(
        "commitment",
        identity_of(state.stream),
        state.stream,
        title=by_language([state.title]),
        rest=by_language([*(one.title for one in state.milestones), {"ar": state.lead}]),
        programme_id=state.programme_id,
        collectivity_ids=state.collectivity_ids,
        told={"stage": state.stage},
    )


def _idea(state: IdeaState) -> Searchable | None:
    """Nothing at all of an idea that is not public; of one whose words are gone, that it was there."""
    if not state.public:
        return None
    return Searchable(
        "idea",
        identity_of(state.stream),
        state.stream,
        programme_id=state.programme_id,
        words=sealed_words(state),
        told={"stage": state.stage, "text_status": text_status(state)},
    )


def _document(state: DocumentState) -> Searchable:
    translated = [{one.language: one.title} for one in state.translations]
    return Searchable(
        "document",
        identity_of(state.stream),
        state.stream,
        title=by_language([state.title, *translated]),
        told={"stage": state.stage, "type": state.kind, "language": state.language},
    )


SEARCHED: dict[str, Callable[[Any], Searchable | None]] = {
    "collectivity": _collectivity,
    "commitment": _commitment,
    "document": _document,
    "idea": _idea,
    "programme": _programme,
}
"""What is found in a state, by the kind of its stream; decisions are found in their own rows."""


def searchable(state: State) -> Searchable | None:
    """What may be found of a state; nothing where it was annulled as a whole."""
    return SEARCHED[state.stream.partition(":")[0]](state) if state.stage else None


def searchable_decision(row: Mapping[str, Any]) -> Searchable:
    """What may be found of a decision. Why words were found inadmissible may repeat them, and is
    left out.
    """
    document = json.loads(row["document"])
    item, reason = document["item"], document["reason"]
    told = [(reason or {}).get("text")] if row["kind"] != "admissibility" else []
    shown = ("outcome", "decided_by", "effective_at", "kind_name")
    return Searchable(
        "decision",
        row["id"],
        row["stream"],
        title=by_language([item["title"]] if item else []),
        rest=by_language([*told, document["kind_name"]]),
        programme_id=row["programme_id"],
        collectivity_ids=tuple(row["collectivity_ids"]),
        told={name: document[name] for name in shown}
        | {"decision": row["kind"], "annulled": row["annulled"]},
    )
