"""Templates compiled for one language: what is the same on every page is worked out when they are."""

from __future__ import annotations

from gettext import NullTranslations
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

SAME = frozenset({"page", "asset"})
"""Functions of templates whose answer depends on nothing but what they are given."""
MESSAGES = frozenset({"_", "gettext"})


class Compiling(Environment):
    """An environment whose templates speak one language: messages without variables, and addresses of pages
    and assets, stand in what is compiled as the text around them does.
    """

    def __init__(self, messages: NullTranslations, **options: Any) -> None:
        super().__init__(**options)
        self.messages = messages
        self.install_gettext_callables(  # type: ignore[attr-defined]
            messages.gettext, messages.ngettext, newstyle=True, pgettext=messages.pgettext
        )

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        return super()._generate(_Fixing(self).visit(source), *args, **kwargs)


class _Fixing(NodeTransformer):
    def __init__(self, environment: Compiling) -> None:
        self._environment = environment

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - how jinja2 finds it
        """A call of one of these functions with constants alone, as the constant that it answers."""
        self.generic_visit(node)
        given = [one.value for one in node.args if isinstance(one, nodes.Const)]
        more = node.kwargs or node.dyn_args or node.dyn_kwargs or len(given) < len(node.args)
        if more or not isinstance(node.node, nodes.Name):
            return node
        if node.node.name in MESSAGES:
            # As jinja2 does it at every call: a message may have markup, and is always a format.
            told: Any = Markup(self._environment.messages.gettext(*given)) % {}  # noqa: S704 - our own words
        elif node.node.name in SAME:
            function: Any = self._environment.globals[node.node.name]
            told = function(*given)
        else:
            return node
        return nodes.Const(told, lineno=node.lineno)
