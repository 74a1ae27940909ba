"""Templates made into pages: one environment for each language and area, so that what is compiled knows its
own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from service.web.assets import address
from service.web.catalogues import PORTAL, spoken_in
from service.web.compiling import Compiling
from service.web.languages import LANGUAGES, PageLanguage
from service.web.speech import Speech
from service.web.states import States

SAID = ("text", "plain", "value", "number", "percent", "day", "moment", "name", "label")
"""How templates say values: the filters of that name are those of a language's speech."""


@cache
def environment(code: str, area: str = PORTAL) -> Compiling:
    """The environment of a language and an area of pages: messages, filters that say values, addresses."""
    language = LANGUAGES[code]
    found = Compiling(
        spoken_in(code, area),
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=400,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    speech = Speech(language)
    found.filters |= {name: getattr(speech, name) for name in SAID}
    states = States(speech)
    found.filters |= {"state": states.state, "place": states.place, "source": states.source}
    found.filters["attribute"] = _attribute
    found.globals |= {
        "language": language,
        "languages": LANGUAGES,
        "asset": address,
        "page": page_of(language),
    }
    found.globals["query"] = query
    return found


def _attribute(value: object) -> object:
    """A message as an attribute holds it: without the markup that says in which language it is."""
    return value.striptags() if isinstance(value, Markup) else value


class page_of:  # noqa: N801 - in templates it reads as what it makes: page("programmes/x")
    """Makes addresses of pages of one language."""

    def __init__(self, language: PageLanguage) -> None:
        self.prefix = f"/{language.code}"

    def __call__(self, path: str = "") -> str:
        """The address of a page, from what follows the language in it."""
        return f"{self.prefix}/{path}" if path else self.prefix


def query(given: Mapping[str, Any], /, **more: Any) -> str:
    """The query part of an address: parameters as given, some put in their place; None leaves one out."""
    told = {name: value for name, value in {**given, **more}.items() if value is not None}
    return f"?{urlencode(told, doseq=True)}" if told else ""


def render(template: str, language: PageLanguage, told: Mapping[str, Any]) -> str:
    """A page or a part of one. Raises jinja2's errors, which are defects of the template."""
    return _found(template, language).render(told)


def _found(template: str, language: PageLanguage) -> Template:
    """A template in the words of its own area: that is its folder."""
    return environment(language.code, template.rpartition("/")[0] or PORTAL).get_template(template)


def macro(template: str, name: str, language: PageLanguage, *told: Any) -> str:
    """What a macro of a template says, as plain text: without markup, its lines trimmed."""
    module = _found(template, language).module
    said: Markup = getattr(module, name)(*told)
    return "\n".join(line for one in said.splitlines() if (line := one.striptags()))
