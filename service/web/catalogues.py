"""The messages of pages, from gettext catalogues (PO files): one for each area of pages and language."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

PORTAL = "portal"
"""The area of what all pages share: the layout, and templates in no folder."""
FALLBACK = "ar"
"""What Tamazight shows where it has no word of its own."""


@cache
def translations(code: str, area: str = PORTAL) -> NullTranslations:
    """The messages of a language as an area of pages says them: what all pages share in the portal's words,
    then in its own; a part that it takes from another area in that one's. English is the language that
    templates are written in.
    """
    written = _catalogues(code)
    order = [name for name in dict.fromkeys((PORTAL, area, *sorted(written))) if name in written]
    found: NullTranslations = NullTranslations()
    for name in reversed(order):
        said = GNUTranslations(BytesIO(written[name]))
        said.add_fallback(found)
        found = said
    return found


@cache
def _catalogues(code: str) -> dict[str, bytes]:
    """The catalogues of a language by their areas, as gettext reads them."""
    folder = files(__package__).joinpath("locale", code, "LC_MESSAGES")
    found = {}
    for file in folder.iterdir() if folder.is_dir() else ():
        written = BytesIO()
        write_mo(written, read_po(BytesIO(file.read_bytes()), locale=code))
        found[file.name.removesuffix(".po")] = written.getvalue()
    return found


class Marked(NullTranslations):
    """Messages of a language that lacks some: what is missing is shown in another one, marked as such, so
    that nothing is blank and nobody's screen reader speaks it wrongly.
    """

    def __init__(self, own: NullTranslations, other: NullTranslations, tag: str, way: str) -> None:
        super().__init__()
        self._own, self._other, self._tag, self._way = own, other, tag, way

    def gettext(self, message: str) -> str:
        """A message, the other language's in its own markup. What stands between words is of no language."""
        found = self._own.gettext(message)
        if found != message or not any(map(str.isalpha, message)):
            return found
        return self._marked(self._other.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """A message in the plural form of a number."""
        found = self._own.ngettext(msgid1, msgid2, n)
        return (
            found if found not in (msgid1, msgid2) else self._marked(self._other.ngettext(msgid1, msgid2, n))
        )

    def pgettext(self, context: str, message: str) -> str:
        """A message in a context."""
        found = self._own.pgettext(context, message)
        return found if found != message else self._marked(self._other.pgettext(context, message))

    def _marked(self, text: str) -> str:
        return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(self._tag, self._way, escape(text))


def spoken_in(code: str, area: str) -> NullTranslations:
    """The messages as pages of a language and an area show them."""
    if code != "zgh":
        return translations(code, area)
    return Marked(translations(code, area), translations(FALLBACK, area), "ar-MA", "rtl")
