"""A session that ends while a form is filled in, and documents that are given in."""

from __future__ import annotations

import httpx
import pytest

from domain.kernel.values import Role
from tests.access.conftest import PASSWORD
from tests.web.console.conftest import COMMUNE, Console
from tests.web.console.giving import told, unlike
from tests.web.console.visitor import Visitor

WORKSHOP = "console/new/workshops/announce-workshop"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def interrupted(console: Console, visitor: Visitor, email: str) -> httpx.Response:
    """A form that is sent once the session is over."""
    form = visitor.form(visitor.get(WORKSHOP), "announce-workshop")
    form.put({"collectivity_id": COMMUNE, "place": "سطران\nمن النص", "agenda.0.title.fr": "l'accueil <b>"})
    account = next(one for one, known in console.access.accounts.all() if known == email)
    console.access.sessions.end_all(account.account_ref)
    return visitor.check(form)


def test_what_was_typed_comes_back_after_the_sign_in(console: Console) -> None:
    email = console.account(Role.FOCAL_POINT)
    visitor = Visitor(console.address).signed_in(email, PASSWORD)
    asked = interrupted(console, visitor, email)
    assert asked.status_code == 401
    assert "لم يضع" in asked.text

    wrong = visitor.send(visitor.form(asked, "/sign-in").put({"email": email, "password": "not this one"}))
    assert wrong.status_code == 401
    signed_in = visitor.send(visitor.form(wrong, "/sign-in").put({"email": email, "password": PASSWORD}))
    back = visitor.send(visitor.form(signed_in, "announce-workshop"), ("_step", "edit"))
    form = visitor.form(back, "announce-workshop")

    assert back.status_code == 200
    assert form["place"] == "سطران\nمن النص"
    assert form["agenda.0.title.fr"] == "l'accueil <b>"


@pytest.mark.parametrize(
    "place", ["https://evil.example/ar/console", "//evil.example", "/api/v1/session", ""]
)
def test_what_was_typed_goes_to_no_other_place(console: Console, place: str) -> None:
    visitor = Visitor(console.address)
    form = visitor.form(visitor.get("sign-in"), "/sign-in")
    form.put({"email": console.account(Role.FOCAL_POINT), "password": PASSWORD, "_resume": place})
    landed = visitor.send(form.put({"kept.place": "x"}))

    assert landed.url.path == "/ar/console"


def test_a_page_of_another_site_has_nothing_kept(console: Console) -> None:
    visitor = Visitor(console.address)
    answer = visitor.client.post(
        f"/ar/{WORKSHOP}", data={"place": "planted"}, headers={"Origin": "https://evil.example"}
    )

    assert answer.status_code == 403
    assert "planted" not in answer.text


def given_in(visitor: Visitor, content: bytes, personal: str = "no") -> httpx.Response:
    form = visitor.form(visitor.get("console/upload"), "console/upload")
    data = {"csrf": form["csrf"], "personal": personal}
    return visitor.client.post(form.action, data=data, files={"file": ("a.pdf", content, "application/pdf")})


@pytest.mark.parametrize("personal", ["no", "yes"])
def test_a_content_is_given_in_and_then_registered(console: Console, personal: str) -> None:
    secretary = console.visitor(Role.COUNCIL_SECRETARY)
    page = given_in(secretary, PDF.replace(b"%%EOF", unlike("%%EOF").encode()), personal)
    assert page.status_code == 200, told(page)
    form = secretary.form(page, "register-document")
    assert (form["sha256"] != "") is (personal == "no")
    assert (form["sealed.ref"] != "") is (personal == "yes")

    looked_at = secretary.check(form.put({"title.ar": "محضر", "kind": "minutes"}))
    recorded = secretary.record(looked_at, "register-document")
    assert recorded.status_code == 200, told(recorded)
    identity = recorded.url.path.rpartition("/")[2]
    content = secretary.client.get(f"/api/v1/documents/{identity}/content")
    assert content.status_code == 200
    assert content.content.startswith(b"%PDF")


@pytest.mark.parametrize("content", [b"", b"<script>alert(1)</script>", b"\x7fELF" + b"\x00" * 100])
def test_a_content_that_is_not_taken_is_told_on_the_page(console: Console, content: bytes) -> None:
    page = given_in(console.visitor(Role.COUNCIL_SECRETARY), content)

    assert page.status_code in (415, 422)
    assert 'role="alert"' in page.text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OPERATOR])
def test_only_who_registers_documents_gives_contents_in(console: Console, role: Role) -> None:
    assert console.visitor(role).get("console/upload").status_code == 403
