"""What is worked out when a template is compiled is what it would say each time."""

from __future__ import annotations

from gettext import NullTranslations

import pytest
from jinja2 import Environment

from service.web.compiling import Compiling
from service.web.rendering import environment


class Marvelling(NullTranslations):
    """A language of its own, which counts how often it is asked."""

    asked = 0

    def gettext(self, message: str) -> str:
        self.asked += 1
        return f"{message}!"


OPTIONS = {"autoescape": True, "extensions": ["jinja2.ext.i18n"]}
TEMPLATES = [
    '{{ _("plain & <b>marked</b>") }}',
    '{{ _("half: 50 %%") }}',
    '<p title="{{ _("in an attribute") }}">',
    '{% for where, told in [("a", _("first")), ("b", _("second"))] %}{{ told }}{{ page(where) }}{% endfor %}',
    '{{ page("help") }} {{ page() }} {{ page("x/" ~ number) }}',
    '{{ _("told")|lower }} {{ _("number %(number)s", number=number) }}',
    "{{ _(number) }}",
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_compiled_message_says_what_jinja_says(template: str) -> None:
    compiling, plain = Compiling(Marvelling(), **OPTIONS), Environment(**OPTIONS)  # noqa: S701 - it escapes
    plain.install_gettext_callables(Marvelling().gettext, Marvelling().ngettext, newstyle=True)
    given = {"number": "<7>"}
    for one in (compiling, plain):
        one.globals["page"] = lambda path="": f"/xx/{path}"

    found = compiling.from_string(template).render(given)

    assert found == plain.from_string(template).render(given)


def test_a_message_is_looked_up_when_a_template_is_compiled_and_never_again() -> None:
    messages = Marvelling()
    template = Compiling(messages, **OPTIONS).from_string('{{ _("once") }}{{ _("with %(one)s", one=1) }}')
    compiled = messages.asked

    first, second = template.render(), template.render()

    assert compiled == 1
    assert first == second == "once!with 1!"
    assert messages.asked == 3


def test_what_tamazight_lacks_keeps_its_markup_where_it_is_compiled() -> None:
    messages = environment("zgh").messages
    lacking = messages.gettext("Skip to the content")

    found = environment("zgh").from_string('{{ _("Skip to the content") }}').render()

    assert found == lacking
    assert found.startswith('<bdi lang="ar-MA" dir="rtl">')
