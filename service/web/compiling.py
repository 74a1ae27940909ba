"""Templates compiled for one language: what is the same on every page is worked out when they are, and what
is not is written with little ado.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

SAME = frozenset({"page", "asset"})
"""Functions of templates whose answer depends on nothing but what they are given."""
MESSAGES = frozenset({"_", "gettext"})
_PLAIN = frozenset({Macro, type(lru_cache(lambda: None))})
"""Types of what takes nothing from a context."""
_OF_CONTEXT = frozenset({"_loop_vars", "_block_vars"})
"""What templates give with a call for the context alone."""
_SPECIAL = re.compile("[&<>'\"]")
KEPT = 1024
_VARIABLE = re.compile(r"%\((\w+)\)s")
_METHODS = frozenset(dir(dict))


def escaped(value: Any) -> str:
    """What is put out, as `markupsafe.escape` has it; most of it has nothing to escape."""
    kind = type(value)
    if kind is Markup or (kind is str and _SPECIAL.search(value) is None):
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


class _Writing(CodeGenerator):
    """Writes templates that put out what stands between two statements at once, not each piece by itself."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escape = environment.escaped")
        self.writeline("member = environment.member")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - how jinja2 finds it
        if node.attr in _METHODS:
            super().visit_Getattr(node, frame)
            return
        self.write("member(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - how jinja2 finds it
        if frame.buffer is not None or frame.require_output_check or len(node.nodes) == 1:
            super().visit_Output(node, frame)
            return
        pieces = frame.copy()
        pieces.buffer = self.temporary_identifier()
        self.writeline(f"{pieces.buffer} = []")
        super().visit_Output(node, pieces)
        self.writeline(f"yield concat({pieces.buffer})")


class _Calling(Context):
    """Calls as it is what takes nothing from a context; most of what is called are macros."""

    def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as in jinja2
        if type(__obj) in _PLAIN:
            for name in _OF_CONTEXT.intersection(kwargs):
                del kwargs[name]
            return __obj(*args, **kwargs)
        return super().call(__obj, *args, **kwargs)


class Compiling(Environment):
    """An environment whose templates speak one language: messages without variables, and addresses of pages
    and assets, stand in what is compiled as the text around them does.
    """

    code_generator_class = _Writing
    context_class = _Calling
    escaped = staticmethod(escaped)

    def __init__(self, messages: NullTranslations, **options: Any) -> None:
        super().__init__(**options)
        self.messages = messages
        self.install_gettext_callables(  # type: ignore[attr-defined]
            messages.gettext, messages.ngettext, newstyle=True, pgettext=messages.pgettext
        )
        self.globals["ngettext"] = lru_cache(maxsize=KEPT)(self._counted)

    def _counted(self, singular: str, plural: str, number: int, **variables: Any) -> Markup:
        """A message with the number in it, as jinja2 makes it; the same are asked for again and again."""
        told = Markup(self.messages.ngettext(singular, plural, number))  # noqa: S704 - our own words
        return told % {"num": number, **variables}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows, in one dictionary: a chain of them is walked for each that is made."""
        return {**self.globals, **(d or {})}

    def member(self, obj: Any, attribute: str) -> Any:
        """What a template means by a name after a dot that no dictionary has a method for: most have
        dictionaries before it, and their keys.
        """
        try:
            return obj[attribute] if type(obj) is dict else getattr(obj, attribute)
        except (KeyError, AttributeError):
            return self.getattr(obj, attribute)

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        return super()._generate(_Fixing(self).visit(source), *args, **kwargs)


class _Fixing(NodeTransformer):
    def __init__(self, environment: Compiling) -> None:
        self._environment = environment

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - how jinja2 finds it
        """A call of one of these functions with constants alone, as the constant that it answers."""
        self.generic_visit(node)
        known = self._address(node) or self._message(node)
        if known is not None:
            return known
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

    def _address(self, node: nodes.Call) -> nodes.Node | None:
        """The address of a page that is put together, as the pieces that it is; None where it is none."""
        if not isinstance(node.node, nodes.Name) or node.node.name != "page" or len(node.args) != 1:
            return None
        path = node.args[0]
        if not isinstance(path, nodes.Concat) or not any(
            isinstance(piece, nodes.Const) and piece.value for piece in path.nodes
        ):
            return None
        page: Any = self._environment.globals["page"]
        return nodes.Concat([nodes.Const(f"{page.prefix}/"), *path.nodes], lineno=node.lineno)

    def _message(self, node: nodes.Call) -> nodes.Node | None:
        """A message with variables, as the pieces that it is in this language; None where it is none."""
        if not isinstance(node.node, nodes.Name) or node.node.name not in MESSAGES or not node.kwargs:
            return None
        message = node.args[0] if len(node.args) == 1 else None
        if node.dyn_args or node.dyn_kwargs or not isinstance(message, nodes.Const):
            return None
        told = {one.key: one.value for one in node.kwargs}
        pieces: list[nodes.Expr] = []
        for at, piece in enumerate(_VARIABLE.split(self._environment.messages.gettext(message.value))):
            if at % 2:
                pieces.append(told[piece])
            else:
                pieces.append(nodes.Const(Markup(piece % ())))  # noqa: S704 - our own words
        return nodes.Concat(pieces, lineno=node.lineno)
