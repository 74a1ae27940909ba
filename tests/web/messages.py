"""The messages of templates, area by area: as they stand in the templates and as the catalogues have them.

`make messages` puts the messages of the templates into the catalogues, without words for new ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

import service.web
from service.web.catalogues import PORTAL

ROOT = Path(service.web.__file__).parent
TEMPLATES, LOCALES = ROOT / "templates", ROOT / "locale"
WHOLE, PARTIAL = ("ar", "fr"), ("zgh",)

_PLURALS = {
    "ar": "nplurals=6; plural="
    "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
    "fr": "nplurals=2; plural=n>1;",
    "zgh": "nplurals=2; plural=n>1;",
}
"""The plural forms of CLDR: in Arabic zero, one, two, few, many, other, in this order."""
_HEADER = """# {area}
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def areas() -> list[str]:
    """The folders of templates, and the one of those in none."""
    return [PORTAL, *sorted(one.name for one in TEMPLATES.iterdir() if one.is_dir())]


def templates(area: str) -> Iterator[Path]:
    """The templates of an area."""
    yield from sorted(TEMPLATES.glob("*.*") if area == PORTAL else (TEMPLATES / area).rglob("*.*"))


def extracted(area: str) -> Catalog:
    """The messages that stand in the templates of an area."""
    found = Catalog(fuzzy=False, charset="utf-8")
    for path in templates(area):
        options = {
            "extensions": "jinja2.ext.i18n,jinja2.ext.do",
            "newstyle_gettext": "true",
            "silent": "false",
        }
        options |= {"trim_blocks": "true", "lstrip_blocks": "true"}
        for line, function, message, _ in babel_extract(BytesIO(path.read_bytes()), _KEYWORDS, [], options):
            place = [(f"{path.relative_to(TEMPLATES)}", line)]
            if function == "ngettext":
                found.add(tuple(part for part in message if part)[:2], locations=place)
            elif function == "pgettext":
                found.add(message[1], context=message[0], locations=place)
            else:
                found.add(message if isinstance(message, str) else message[0], locations=place)
    return found


def file_of(area: str, language: str) -> Path:
    """The catalogue of an area in a language."""
    return LOCALES / language / "LC_MESSAGES" / f"{area}.po"


def catalogue(area: str, language: str) -> Catalog:
    """The catalogue of an area as it is, empty where there is none."""
    path = file_of(area, language)
    return read_po(BytesIO(path.read_bytes() if path.is_file() else _header(area, language)), locale=language)


def _header(area: str, language: str) -> bytes:
    return _HEADER.format(area=area, language=language, plurals=_PLURALS[language]).encode()


def update() -> None:
    """Put the messages of all templates into the catalogues; drop those that no template has."""
    for area in areas():
        found = extracted(area)
        for language in (*WHOLE, *(PARTIAL if area == PORTAL else ())):
            kept, path = catalogue(area, language), file_of(area, language)
            kept.update(found, no_fuzzy_matching=True)
            kept.obsolete.clear()
            written = BytesIO()
            write_po(written, kept, width=0, no_location=True, omit_header=True, sort_output=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_header(area, language) + b"\n" + written.getvalue().lstrip())


if __name__ == "__main__":
    update()
