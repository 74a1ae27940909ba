"""What a form begins with: the text of a programme, where it goes on from what is recorded; the law under
which an erasure is carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.rules.personal_data import personal_data_rules

Record = Mapping[str, Any]


def _last_text(programme: Record) -> dict[str, Any]:
    """The commitments of the last draft: a new version changes it."""
    drafts = programme.get("drafts") or ()
    return {"commitments": drafts[-1]["commitments"]} if drafts else {}


def _last_version(programme: Record) -> dict[str, Any]:
    drafts = programme.get("drafts") or ()
    return {"version": drafts[-1]["version"]} if drafts else {}


def _validated(programme: Record) -> dict[str, Any]:
    version = programme.get("validated_version")
    digest = next((one["sha256"] for one in programme.get("drafts", ()) if one["version"] == version), None)
    return {"version": version, "sha256": digest} if digest else {}


def _amended(programme: Record) -> dict[str, Any]:
    found = programme.get("amendment") or {}
    return {name: found[name] for name in ("version", "sha256") if name in found}


def _amended_version(programme: Record) -> dict[str, Any]:
    return {name: value for name, value in _amended(programme).items() if name == "version"}


def _workshop(workshop: Record) -> dict[str, Any]:
    return {name: workshop.get(name) for name in ("place", "held_on", "starts_at", "weekday")}


def _erasure(_given: Record) -> dict[str, Any]:
    """In Arabic, as the log has it: the basis stands there for ever."""
    rules = personal_data_rules()
    return {"legal_basis": f"{rules.law.ar}، المادة {rules.erasure_clear_days.article}"}


BEGINNINGS: dict[str, Callable[[Record], dict[str, Any]]] = {
    "publish-draft": _last_text,
    "propose-amendment": _last_text,
    "validate-draft": _last_version,
    "submit-to-council": _validated,
    "submit-amendment": _amended,
    "approve-minor-amendment": _amended_version,
    "abandon-amendment": _amended_version,
    "bring-amendment-into-force": _amended_version,
    "reschedule-workshop": _workshop,
    "erase-idea-personal-data": _erasure,
    "erase-contribution-personal-data": _erasure,
}


def beginning(command: str, record: Record) -> dict[str, Any]:
    """What stands in a command's form beforehand, as the object that it is read from."""
    found = BEGINNINGS.get(command)
    return {} if found is None else found(record)
