"""What an event says to a citizen, in Arabic, French and English.

The sentence of each type lies in `sentences.toml` beside its aggregate, written as `projections.templates`
says. A date, a number or a name is said as each language says it. No sentence shows a person.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Any

from domain.assessment.scales import COMPLETION, Rating
from domain.kernel.amend import RecordCorrected
from domain.kernel.events import Event, EventData
from domain.kernel.values import Authority, Localised, Reason, ReasonCode
from domain.vocabulary import field_name
from domain.workshop.values import Attendance
from projections.json_speech import said
from projections.recalled import RECALLED, recalled, target
from projections.speech import LANGUAGES, Language, in_language, phrase, spoken
from projections.templates import Condition, Template, Value, parse, render

ENVELOPE = frozenset({"effective_at", "evidence"})
COMPUTED: dict[str, Callable[[Event], Any]] = {
    "actor": lambda event: event.actor.role,
    "completion": lambda event: _completion(event.data),
}
"""Values that an event tells without a field of that name."""
AMENDED = frozenset({"the_target", "the_field", "the_old", "the_new"})
"""What the sentence of an amendment says of the event that it is about."""


@cache
def wording() -> dict[str, dict[str, Any]]:
    """The templates of every event type (`ar`, `fr`, `en`) and its `name` in each language."""
    found: dict[str, dict[str, Any]] = {}
    for folder in sorted(files("domain").iterdir(), key=lambda folder: folder.name):
        table = folder.joinpath("sentences.toml")
        if folder.is_dir() and table.is_file():
            found |= tomllib.loads(table.read_text("utf-8"))
    return found


def event_name(event_type: str) -> Localised | None:
    """What a kind of event is called; None for a kind without a name."""
    found = wording().get(event_type)
    return None if found is None else Localised.model_validate(found["name"])


def sentences(event: Event, earlier: Sequence[Event] = ()) -> dict[str, str]:
    """The sentence of an event by language (`ar`, `fr`, `en`), with its reason, legal basis and notes.

    `earlier` are the earlier events of the same stream, oldest first, where they are at hand: with them a
    sentence also names the deadline that was moved, the title of the item or milestone, and what was
    corrected. Never raises.
    """
    return {language: _sentence(event, earlier, language) for language in LANGUAGES}


def _sentence(event: Event, earlier: Sequence[Event], language: Language) -> str:
    return "".join((_told(event, earlier, language), *_added(event, language)))


def _told(event: Event, earlier: Sequence[Event], language: Language) -> str:
    template = _template(event.type, language)
    if template is None:
        return phrase("bare", "recorded", language).format(type=event.type)
    say = partial(_say, event, earlier, language)
    told = render(template, say, partial(_holds, event, earlier))
    return told if told is not None else f"{wording()[event.type]['name'][language]}."


@cache
def _template(event_type: str, language: Language) -> Template | None:
    found = wording().get(event_type)
    return None if found is None else parse(found[language])


def _say(event: Event, earlier: Sequence[Event], language: Language, value: Value) -> str | None:
    if value.name in AMENDED:
        return _amended(event, earlier, language, value.name)
    return spoken(_value(event, earlier, value.name), value.form, language)


def _holds(event: Event, earlier: Sequence[Event], condition: Condition) -> bool:
    value = _value(event, earlier, condition.name)
    return bool(value) if condition.wanted is None else str(value) == condition.wanted


def _value(event: Event, earlier: Sequence[Event], name: str) -> Any:
    if name in RECALLED:
        return recalled(name, event.data, earlier)
    if name in COMPUTED:
        return COMPUTED[name](event)
    found: Any = event if name in ENVELOPE else event.data
    for part in name.split("."):
        found = _part(found, part)
        if isinstance(found, Attendance):  # older events hold what would tell of a few people
            found = found.protected()
    return found


def _part(of: Any, name: str) -> Any:
    """A field, or that field of each of several."""
    return tuple(getattr(one, name) for one in of) if isinstance(of, tuple) else getattr(of, name, None)


def _completion(data: EventData) -> tuple[str, ...]:
    """The ratings of an assessment on the scale of completion."""
    ratings: tuple[Rating, ...] = getattr(data, "ratings", ())
    return tuple(rating.value for rating in ratings if rating.scale_id == COMPLETION)


def _amended(event: Event, earlier: Sequence[Event], language: Language, name: str) -> str | None:
    about = target(event.data, earlier)
    if name == "the_target":
        called = event_name(about.type) if about is not None else None
        return None if called is None else in_language(called, language)
    if not isinstance(event.data, RecordCorrected):
        return None
    # What a correction corrects of another correction is the value that the other one gave.
    field = event.data.field
    if name == "the_field":
        label = field_name(field)
        return in_language(label, language) if label is not None else field
    inner = about.data.field if about is not None and isinstance(about.data, RecordCorrected) else field
    return said(inner, event.data.old if name == "the_old" else event.data.new, language)


def _added(event: Event, language: Language) -> Iterator[str]:
    """The reason, the legal basis and the notes, as sentences of their own."""
    if event.reason is not None:
        yield _reason(event.reason, language)
    for authority in event.authority:
        yield _with(phrase("added", "basis", language), authority, language)
    notes = [spoken(flag, "flag", language) for flag in getattr(event.data, "flags", None) or ()]
    if any(notes):
        yield phrase("added", "notes", language).format(notes=". ".join(note for note in notes if note))


def _reason(reason: Reason, language: Language) -> str:
    explained = in_language(reason.text, language) if reason.text is not None else None
    kind = "explained" if reason.code is ReasonCode.OTHER else "reason"
    known = {"reason": spoken(reason.code, "reason", language), "explained": explained}
    told = render(parse(phrase("added", kind, language)), lambda value: known[value.name], lambda _: True)
    return told or ""


def _with(text: str, values: Authority, language: Language) -> str:
    told = render(
        parse(text),
        lambda value: spoken(getattr(values, value.name), value.form, language),
        lambda condition: bool(getattr(values, condition.name)),
    )
    return told or ""
