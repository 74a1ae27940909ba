"""What fields and values of commands are called in forms.

Most names are those of the vocabulary; a field that means something else in one model than elsewhere is named
in `labels.toml`, under the model's name and its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from domain.assessment.scales import SCALES
from domain.kernel.values import Localised
from domain.vocabulary import VOCABULARIES, field_name, vocabulary_of
from service.web.forms.parts import Option


@cache
def _own() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("labels.toml").read_text("utf-8"))


def label_of(model: str, field: str) -> Localised:
    """The name of a field of a model. Raises KeyError where it has none, so that no form lacks one."""
    own = _own().get(f"{model}.{field}", {})
    if "ar" in own:
        return begun(Localised(ar=own["ar"], fr=own["fr"], en=own["en"]))
    found = field_name(field)
    if found is None:
        raise KeyError(f"{model}.{field} has no name in the vocabulary and none in labels.toml")
    return begun(found)


def options_of(model: str, field: str, keys: Iterable[str]) -> tuple[Option, ...]:
    """The values that a field may have, with their names. Raises KeyError for one without a name."""
    own = _own().get(f"{model}.{field}", {})
    names = {key: Localised(**name) for key, name in own.get("options", {}).items()}
    if not names:
        vocabulary = own.get("values", vocabulary_of(field))
        if vocabulary is None:
            raise KeyError(f"{model}.{field} has no vocabulary")
        names = VOCABULARIES[vocabulary]
    return tuple(Option(key, begun(names[key])) for key in keys)


def proposals(model: str, field: str) -> tuple[Option, ...]:
    """What is proposed for a text that is free: the kinds of documents in use, the values of each scale."""
    if (model, field) == ("Rating", "value"):
        return tuple(
            Option(value.key, Localised(ar=value.ar, fr=value.fr, en=value.en), begun(scale))
            for scale in SCALES.values()
            for value in scale.values
        )
    if (model, field) == ("Rating", "scale_id"):
        return tuple(Option(key, begun(scale)) for key, scale in SCALES.items())
    vocabulary = _own().get(f"{model}.{field}", {}).get("proposes")
    return (
        ()
        if vocabulary is None
        else tuple(Option(key, begun(name)) for key, name in VOCABULARIES[vocabulary].items())
    )


def begun(name: Localised) -> Localised:
    """A name as it stands by itself, with a capital where the language has them."""
    return Localised(ar=name.ar, fr=_capital(name.fr), en=_capital(name.en))


def _capital(text: str | None) -> str | None:
    return text and text[0].upper() + text[1:]
