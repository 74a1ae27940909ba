"""Problem details (RFC 9457): every answer that is not a success, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.council_session.values import MONTH_FORM
from domain.kernel.guards import Check
from domain.kernel.values import EVENT_ID_FORM, IDENTIFIER_FORM, REFERENCE_FORM, SHA256_FORM
from domain.vocabulary import name_of
from domain.workshop.values import CLOCK_TIME_FORM
from service.messages import LANGUAGES, Language, preferred, sentence, table

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that is not a success. `code` names it and its title (messages/problems.toml).

    `detail` is a sentence per language; `unmet` are guards; `errors` are fields as `field_error` makes them.
    """

    def __init__(
        self,
        status: int,
        code: str,
        *,
        detail: Mapping[str, str] | None = None,
        unmet: Sequence[Check] = (),
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        if code not in table("problems"):
            raise KeyError(code)
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.unmet, self.errors = tuple(unmet), tuple(errors)
        self.headers, self.extra = dict(headers or {}), extra

    def body(self, language: Language) -> dict[str, Any]:
        """The members of the problem; members that say nothing are left out."""
        found: dict[str, Any] = {
            "type": f"urn:infitah:problem:{self.code}",
            "title": sentence("problems", self.code, language),
            "status": self.status,
            "code": self.code,
        }
        if self.detail:
            found["detail"] = self.detail[language]
        if self.unmet:
            found["unmet"] = [unmet_guard(check) for check in self.unmet]
        if self.errors:
            found["errors"] = [dict(error) for error in self.errors]
        return found | self.extra


def unmet_guard(check: Check) -> dict[str, Any]:
    """One unmet guard with its sentence in every language, and the field that it is about, where it is."""
    told = {
        "code": check.guard.code,
        "sentence": {language: check.sentence(language) for language in LANGUAGES},
    }
    return told if check.field is None else told | {"field": check.field}


_FORMS = {
    IDENTIFIER_FORM: "not_an_identifier",
    REFERENCE_FORM: "not_a_reference",
    SHA256_FORM: "not_a_sha256",
    EVENT_ID_FORM: "not_an_event_id",
    CLOCK_TIME_FORM: "not_a_time",
    MONTH_FORM: "not_a_month",
}
"""Which sentence says in words what a pattern asks for; people read no regular expressions."""


def field_error(
    field: str, code: str, *, expected: Any = None, found: Any = None, kind: Any = None
) -> dict[str, Any]:
    """What is wrong with one field: a code (messages/validation.toml), and expected and found.

    `kind` is what the sentences of a few codes name beside them. A sentence has a dash for what is not told.
    """
    known = code if code in table("validation") else "other"
    if code == "string_pattern_mismatch":
        known = _FORMS.get(str(expected).strip("^$"), known)
    if code == "string_too_long" and found is not None:
        known = "string_too_long_by"
    if code == "string_too_short" and expected == 1:
        known = "missing"
    shown = expected if expected is not None else code
    told = "—" if found is None else found
    error: dict[str, Any] = {
        "field": field,
        "code": code,
        "sentence": {
            language: sentence(
                "validation", known, language, expected=shown, found=told, kind=_kind(kind, language) or "—"
            )
            for language in LANGUAGES
        },
    }
    if expected is not None:
        error["expected"] = expected
    if found is not None:
        error["found"] = found
    return error


def _kind(kind: str | None, language: Language) -> str | None:
    """What a kind of author or of matter is called; the kind itself where it has no name."""
    names = (name_of(vocabulary, kind) for vocabulary in ("author_kind", "matter"))
    name = next((one for one in names if one is not None), None)
    return kind if name is None else getattr(name, language) or name.ar


def language_of(request: Request) -> Language:
    """The language that the reader asked for."""
    return preferred(request.headers.get("accept-language", ""))


def problem_response(request: Request, problem: Problem) -> Response:
    """The answer that carries a problem: a page where one was asked for. Of an illustrative log it says so,
    as every answer does.
    """
    as_page = getattr(request.app.state, "as_page", None)
    if as_page is not None and (page := as_page(request, problem)) is not None:
        found: Response = page
        return found
    language = language_of(request)
    body = problem.body(language)
    if getattr(request.app.state, "illustrative", False):
        body["illustrative"] = True
    return Response(
        json.dumps(body, ensure_ascii=False, default=str).encode(),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={
            "Content-Language": language,
            "Vary": "Accept-Language",
            "Cache-Control": "no-store",
            **problem.headers,
        },
    )
