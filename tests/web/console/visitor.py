"""Somebody at the console, without a script: follows links and sends forms as a browser would."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import httpx

Pair = tuple[str, str]


class _Forms(HTMLParser):
    """The forms of a page, with the fields that a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select: str | None = None
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"action": given.get("action", ""), "fields": [], "buttons": []})
        if not self.forms:
            return
        fields: list[Pair] = self.forms[-1]["fields"]
        if tag == "input" and "name" in given:
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                fields.append((given["name"], given.get("value", "")))
        elif tag == "textarea":
            self._text = []
            self.forms[-1]["area"] = given.get("name", "")
        elif tag == "select":
            self._select = given["name"]
            fields.append((given["name"], ""))
        elif tag == "option" and self._select and "selected" in given:
            fields[-1] = (self._select, given["value"])
        elif tag == "button" and "name" in given:
            self.forms[-1]["buttons"].append((given["name"], given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            text = "".join(self._text).removeprefix("\n")
            self.forms[-1]["fields"].append((self.forms[-1].pop("area"), text))
            self._text = None
        if tag == "select":
            self._select = None


class Form:
    """A form of a page, as it would be sent."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.action: str = found["action"]
        self.fields: list[Pair] = found["fields"]
        self.buttons: list[Pair] = found["buttons"]

    def __getitem__(self, name: str) -> str:
        return next(value for found, value in self.fields if found == name)

    def values(self, name: str) -> list[str]:
        return [value for found, value in self.fields if found == name]

    def fill(self, **given: str | list[str]) -> Form:
        """Fill fields in, with `__` for the dots in their names."""
        return self.put({name.replace("__", "."): value for name, value in given.items()})

    def put(self, given: dict[str, str | list[str]]) -> Form:
        for name, value in given.items():
            values = value if isinstance(value, list) else [value]
            self.fields = [pair for pair in self.fields if pair[0] != name]
            self.fields += [(name, one) for one in values]
        return self


class Visitor:
    """A browser of somebody, in one language."""

    def __init__(self, address: str, language: str = "ar") -> None:
        self.client = httpx.Client(base_url=address, timeout=20, follow_redirects=True)
        self.language = language

    def signed_in(self, email: str, password: str) -> Visitor:
        form = self.form(self.get("sign-in"), "/sign-in")
        answer = self.send(form.fill(email=email, password=password))
        assert answer.status_code == 200, answer.text
        return self

    def get(self, path: str) -> httpx.Response:
        return self.client.get(f"/{self.language}/{path}")

    def form(self, page: httpx.Response, ends: str = "") -> Form:
        """The form of a page whose address ends so; else its last."""
        parser = _Forms()
        parser.feed(page.text)
        fitting = [one for one in parser.forms if one["action"].partition("?")[0].endswith(ends)]
        return Form(fitting[-1])

    def send(self, form: Form, button: Pair | None = None) -> httpx.Response:
        data: dict[str, list[str]] = {}
        for name, value in [*form.fields, *([button] if button else [])]:
            data.setdefault(name, []).append(value)
        return self.client.post(form.action, data=data)

    def check(self, form: Form) -> httpx.Response:
        return self.send(form, ("_step", "check"))

    def record(self, page: httpx.Response, command: str) -> httpx.Response:
        """Record what a confirmation shows."""
        form = self.form(page, command)
        assert ("_step", "record") in form.buttons, page.text
        return self.send(form, ("_step", "record"))
