"""What citizens send to over the illustrative log: a programme that collects ideas, a consultation that is
open; and their forms.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx

from domain.kernel.values import Role
from tests.access.conftest import AZILAL, Whole, bearer
from tests.domain.public_words import drafted, open_consultation
from tests.handling.recorded import recorded

CONSULTATION = "q1"
"""The one that `consulting` opens."""


def give(
    whole: Whole, role: Role, path: str, version: int = 0, *, of: str = AZILAL, **body: Any
) -> dict[str, Any]:
    """Give a command as somebody of a commune."""
    headers = {"Idempotency-Key": f"given-{path.replace('/', '-')}", "If-Match": f'"{version}"'}
    answer = whole.client.post(f"/api/v1/{path}", json=body, headers=headers | bearer(whole.token(role, of)))
    assert answer.status_code in (200, 201), answer.text
    found: dict[str, Any] = answer.json()
    return found


def collecting(whole: Whole) -> str:
    """A programme of Azilal that collects ideas online; its identity."""
    day, focal = datetime.now(UTC).date(), Role.FOCAL_POINT
    period = {"starts_on": f"{day.year + 1}-01-01", "ends_on": f"{day.year + 2}-12-31"}
    title = {"ar": "برنامج يجمع الأفكار", "fr": "Un programme qui recueille des idées"}
    programme = str(give(whole, focal, "programmes", collectivity_ids=[AZILAL], title=title, **period)["id"])
    axes = [{"key": "information", "title": {"ar": "المعلومة"}}]
    give(whole, Role.COUNCIL_PRESIDENT, f"programmes/{programme}/identify-axes", 1, axes=axes)
    agenda = [{"starts_at": "10:30", "title": {"ar": "جمع الأفكار"}}]
    place = {"collectivity_id": AZILAL, "place": "مقر الجماعة", "agenda": agenda}
    held_on = (day + timedelta(days=30)).isoformat()
    give(whole, focal, "workshops", programme_id=programme, held_on=held_on, **place)
    opened = give(whole, focal, f"programmes/{programme}/open-idea-collection", 2, channels=["online"])
    readable(whole, f"programmes/{programme}", opened["position"])
    return programme


def consulting(whole: Whole) -> str:
    """A consultation that is open, on a programme of its own; its identity."""
    given = drafted()
    open_consultation(given, channels=["online"])
    recorded(whole.access.log, given)
    readable(whole, f"consultations/{CONSULTATION}", whole.access.log.head())
    return CONSULTATION


def readable(whole: Whole, path: str, position: int) -> None:
    """Wait until what is recorded can be read."""
    answer = whole.client.get(f"/api/v1/{path}", params={"after_position": position})
    assert answer.status_code == 200, answer.text


def hidden(page: str, name: str) -> str:
    """A hidden field of a page's form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return unescape(found[1])


def typed(whole: Whole, path: str, **more: str) -> dict[str, str]:
    """A form as it was shown, filled in."""
    page = whole.client.get(path)
    assert page.status_code == 200, page.text
    return {"key": hidden(page.text, "key"), "kind": "anonymous", "language": "ar", **more}


def post(whole: Whole, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
    """Post a form as a browser does."""
    return whole.client.post(path, data=form, headers=headers)


def code_of(page: str) -> str:
    """The tracking code on a receipt."""
    found = re.search(r'class="code"><bdi dir="ltr">([^<]+)<', page)
    assert found is not None, page
    return found[1]
