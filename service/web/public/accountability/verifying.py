"""Verifying what somebody brings: a bundle or a receipt, checked step by step and not kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from time import monotonic
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import UploadFile

from projections.bundles.failures import Finding
from projections.bundles.manifest import Manifest
from projections.bundles.receipts import verify_receipt
from projections.bundles.verification import Verified, verify_bundle
from projections.transparency.notes import BadNote, Verifier
from service.api.problems import Problem, field_error
from service.messages import Language, printable, sentence, sentences
from service.web.visiting import Page, View, Visit

MOST = 16 * 2**20
"""Bytes of a file: a programme's bundle has about one million, larger ones are for the command line."""
SECONDS = 20.0
"""Seconds that one verification may take, of those that go on at the same time."""
AT_ONCE = 2
ZIP = b"PK"


class TookTooLong(Exception):
    """A verification went on for longer than a page may take."""


async def ask(visit: Visit) -> View:
    """The form, with the receipt of an event in it where one is named. Raises Problem."""
    position, receipt = visit.given.get("event"), ""
    if position is not None:
        if not (position.isascii() and position.isdigit()):
            raise Problem(404, "not_found")
        receipt = (await visit.ask.read(f"/api/v1/events/{position}/receipt")).decode()
    return _view(await own_key(visit), receipt)


async def verify(visit: Visit) -> View:
    """Check what was brought, and tell each check. What was pasted stays in the form; a file is not kept."""
    given = {name: visit.written(name).strip() for name in ("key", "receipt")}
    data = await _brought(visit, given["receipt"])
    errors: list[dict[str, Any]] = []
    keys: list[Verifier] = []
    if not data:
        errors.append(field_error("file", "missing"))
    try:
        keys = [Verifier.from_vkey(one) for one in given["key"].split()]
    except BadNote as error:
        told = sentences("bundles", "key_not_right", reason=error.sentences)
        errors.append({"field": "key", "code": "bad_key", "sentence": told})
    if errors:
        return _view(given["key"], given["receipt"], errors=errors, status=422)
    try:
        findings, about = await _checked(visit, data, keys)
    except TookTooLong:
        late = [{"field": "file", "code": "too_long", "sentence": sentences("bundles", "took_too_long")}]
        return _view(given["key"], given["receipt"], errors=late, status=422)
    checks = [_check(one, visit.language.words) for one in findings]
    return _view(given["key"], given["receipt"], checks=checks, verdict=verdict(findings), about=about)


async def own_key(visit: Visit) -> str:
    """The key that this service says is the log's; empty while it says nothing."""
    try:
        health = (await visit.ask.send("GET", "/healthz")).json()
    except Problem:
        return ""
    return str(health.get("log", {}).get("key") or "")


async def _brought(visit: Visit, pasted: str) -> bytes:
    """What is to be checked: the file where there is one, else what was pasted."""
    file = visit.form.get("file")
    if isinstance(file, UploadFile) and (data := await file.read()):
        return data
    return pasted.encode()


async def _checked(
    visit: Visit, data: bytes, keys: Sequence[Verifier]
) -> tuple[list[Finding], dict[str, Any]]:
    """The checks of a bundle or a receipt, in a thread, and what it says that it is of."""
    limiter = _limiter(visit)
    if data.startswith(ZIP):
        bundle = await to_thread.run_sync(_bundle, data, keys, limiter=limiter)
        return bundle.findings, _about(bundle.manifest, visit.language.words)
    receipt = await to_thread.run_sync(verify_receipt, data, keys, limiter=limiter)
    if receipt.event is None or receipt.position is None:
        return receipt.findings, {}
    try:
        own = await visit.ask.read(f"/api/v1/events/{receipt.position}")
    except Problem:
        own = b""
    return receipt.findings, {"event": receipt.position, "same": own == receipt.event}


def _limiter(visit: Visit) -> CapacityLimiter:
    """How many are verified at the same time. It belongs to the event loop of the application that runs."""
    state = visit.request.app.state
    if not hasattr(state, "verifying"):
        state.verifying = CapacityLimiter(AT_ONCE)
    found: CapacityLimiter = state.verifying
    return found


class _InTime(BytesIO):
    """A file that can be read for so long only. Verifying goes through it from its beginning to its end."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._ends = monotonic() + SECONDS

    def read(self, size: int | None = -1) -> bytes:
        """Some bytes. Raises TookTooLong."""
        self.go_on()
        return super().read(size)

    def go_on(self, _done: int = 0, _all: int | None = None) -> None:
        """Raises TookTooLong where the time is over."""
        if monotonic() > self._ends:
            raise TookTooLong


def _bundle(data: bytes, keys: Sequence[Verifier]) -> Verified:
    file = _InTime(data)
    return verify_bundle(file, keys, progress=file.go_on, workers=1)


def _about(manifest: Manifest | None, language: Language) -> dict[str, Any]:
    """Of which programme and log a bundle is, in words; nothing where its manifest could not be read."""
    if manifest is None:
        return {}
    names = ("programme", "origin", "size", "software")
    told = {name: printable(getattr(manifest, name)) for name in names}
    return {
        "said": sentence("bundles", "about_bundle", language, **told),
        "illustrative": manifest.illustrative,
    }


def verdict(findings: Sequence[Finding]) -> str:
    """What the findings come to: `held`, `broken`, or `unauthenticated` where who signed was not checked."""
    if any(found.held is False for found in findings):
        return "broken"
    return "unauthenticated" if any(found.held is None for found in findings) else "held"


def _check(found: Finding, language: Language) -> dict[str, Any]:
    """A check and its outcome in words."""
    outcome = {True: "held", False: "failed", None: "unknown"}[found.held]
    values = {
        name: printable(value.get(language) if isinstance(value, dict) else value)
        for name, value in found._asdict().items()
    }
    said = None if found.held is None else sentence("bundles", f"{found.check}_{outcome}", language, **values)
    return {"check": found.check, "held": found.held, "said": said, "found": values["found"]}


def _view(
    key: str,
    receipt: str,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    checks: Sequence[Mapping[str, Any]] = (),
    verdict: str | None = None,
    about: Mapping[str, Any] | None = None,
    status: int = 200,
) -> View:
    told = {
        "key": key,
        "receipt": receipt,
        "wrong": {error["field"]: error for error in errors},
        "checks": checks,
        "verdict": verdict,
        "about": about or {},
        "most": MOST // 2**20,
    }
    return View("accountability/verify.html", told, status)


VERIFYING = (
    Page("verify", ask, frozenset({"event"})),
    Page("verify", verify, method="POST", most=MOST + 2**20, kept=False),
)
