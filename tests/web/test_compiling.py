"""What is worked out when a template is compiled is what it would say each time."""

from __future__ import annotations

from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markupsafe import Markup, escape

from service.web.compiling import Compiling, escaped
from service.web.languages import LANGUAGES
from service.web.rendering import environment, page_of


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
    '{{ page(one.path ~ "/history") }} {{ page("x/" ~ one.path ~ number) }}',
    '{{ _("%(number)s of 50 %%, %(other)s", number=number, other=_("<i>set</i>")) }}',
    '{% for n in [0, 1, 1] %}{{ ngettext("%(num)s & %(by)s", "%(num)s days", n, by=number) }}{% endfor %}',
    "{{ number }}{{ number|safe }}{{ 7 }}{{ true }}{{ none }}{{ 1.50 }}{{ one }}{{ [number] }} \"&'",
    "{{ one.path }}{{ one.items()|length }}{{ one.keys is callable }}{{ one.missing|default('-') }}",
    "{{ one.count }}{{ [1, 1].count(1) }}{{ number.upper() }}{{ one.missing is defined }}{{ one['path'] }}",
    "{% macro say(what, more='m') %}<b>{{ what }}{{ more }}{{ caller() if caller }}</b>{% endmacro %}"
    "{% for n in [1, 2] %}{{ say(number, more=n) }}{% endfor %}{% call say(1) %}{{ number }}{% endcall %}",
    "{% set told %}{{ number }}, {{ number }}{% endset %}{{ told }}{{ told|upper }}",
    "{% block all %}{{ number }} and {{ number }}{% if number %}{{ 1 }}: {{ 2 }}{% endif %}{% endblock %}",
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_compiled_message_says_what_jinja_says(template: str) -> None:
    compiling, plain = Compiling(Marvelling(), **OPTIONS), Environment(**OPTIONS)  # noqa: S701 - it escapes
    plain.install_gettext_callables(Marvelling().gettext, Marvelling().ngettext, newstyle=True)
    told = {"number": "<7>", "one": {"path": "a&b", "count": 3, "items": 4}}
    for one in (compiling, plain):
        one.globals["page"] = page_of(LANGUAGES["fr"])

    found = compiling.from_string(template).render(told)

    assert found == plain.from_string(template).render(told)


def test_a_message_is_looked_up_when_a_template_is_compiled_and_never_again() -> None:
    messages = Marvelling()
    template = Compiling(messages, **OPTIONS).from_string('{{ _("once") }}{{ _("with %(one)s", one=1) }}')
    compiled = messages.asked

    first, second = template.render(), template.render()

    assert first == second == "once!with 1!"
    assert messages.asked == compiled == 2


@given(st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.floats()))
def test_what_is_put_out_is_escaped_as_markupsafe_escapes_it(value: object) -> None:
    assert escaped(value) == escape(value)
    assert escaped(Markup("<b>")) == "<b>"


def test_between_the_words_of_tamazight_stand_its_own_signs() -> None:
    assert environment("zgh").from_string('{{ _(", ") }}{{ _(": ") }}').render() == ", : "


def test_what_tamazight_lacks_keeps_its_markup_where_it_is_compiled() -> None:
    messages = environment("zgh").messages
    lacking = messages.gettext("Skip to the content")

    found = environment("zgh").from_string('{{ _("Skip to the content") }}').render()

    assert found == lacking
    assert found.startswith('<bdi lang="ar-MA" dir="rtl">')
