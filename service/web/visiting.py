"""What a page is made from, and what it is: who asks, in which language; a template and what it tells."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from service.web.asking import Asking
from service.web.languages import PageLanguage

FORM = "infitah.form"
"""Where a page finds what was posted to it."""
AFTER = "after_position"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Visit:
    """One request for a page. `given` are the parameters that the page takes, each as it was given first;
    `secret` is the service's.
    """

    request: Request
    language: PageLanguage
    given: Mapping[str, str]
    ask: Asking
    secret: bytes = field(repr=False)

    def part(self, name: str) -> str:
        """A part of the address."""
        found: str = self.request.path_params[name]
        return found

    def digest(self, text: str) -> str:
        """What tells a text again, in 32 hexadecimal digits, by which nobody without the secret can try one:
        keys of requests are made of it, which lead to references in events.
        """
        return hmac.new(self.secret, f"infitah page\x1f{text}".encode(), sha256).hexdigest()[:32]

    @property
    def chosen(self) -> dict[str, str]:
        """The parameters given, without those that a form left empty."""
        return {name: value for name, value in self.given.items() if value.strip()}

    @property
    def form(self) -> FormData:
        """What was posted. Raises KeyError where nothing was."""
        found: FormData = self.request.scope[FORM]
        return found

    def written(self, name: str) -> str:
        """A field of the form as it was written, empty where it was left out."""
        found = self.form.get(name, "")
        return found if isinstance(found, str) else ""

    def page(self, path: str = "") -> str:
        """The address of a page in the visit's language."""
        return f"/{self.language.code}/{path}" if path else f"/{self.language.code}"


@dataclass(frozen=True)
class Operator:
    """What whoever runs the service says of itself: where readers may write to, by e-mail or on a page, and
    the page of the licence under which the data may be used again.
    """

    contact: str | None = None
    licence: str | None = None

    @property
    def contact_address(self) -> str:
        """The contact as a link leads there. Empty where there is none."""
        contact = self.contact or ""
        return contact if not contact or contact.startswith("https:") else f"mailto:{contact}"


@dataclass(frozen=True)
class View:
    """A template and what it tells, with the status and headers of the answer. What is `ready` is sent as it
    is, and no template is asked. `cookies` are those that the interface gave, as their headers say them. One
    that is `fleeting` tells what the log does not, and is not kept: it may be otherwise the next moment.
    """

    template: str
    told: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    ready: str | None = None
    cookies: tuple[str, ...] = ()
    fleeting: bool = False


Handler = Callable[[Visit], Awaitable[View | Response]]


@dataclass(frozen=True)
class Page:
    """A page: its path after the language, what makes it, the parameters that it takes, and for one that is
    posted to, the bytes that it takes at most.

    One whose form is `asked_again` answers what is too large with the page of the same path that shows it.
    A page that is `kept` is the same for everybody, and is made once as long as the log does not grow; one
    that names itself by `absolute` addresses, once for each name that the service is known by.
    """

    path: str
    handler: Handler
    parameters: frozenset[str] = frozenset()
    method: str = "GET"
    most: int = 256 * 1024
    kept: bool = True
    media_type: str = HTML
    absolute: bool = False
    asked_again: bool = False

    @property
    def template(self) -> str:
        """The path as the permission table names it."""
        return f"/{{language}}/{self.path}" if self.path else "/{language}"
