"""Signing in and out on pages."""

from __future__ import annotations

import pytest

from domain.kernel.values import Role
from tests.access.conftest import PASSWORD
from tests.web.console.conftest import Console
from tests.web.console.visitor import Visitor

WRONG = "wrong wrong wrong"


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_and_then_where_they_wanted(console: Console) -> None:
    visitor = Visitor(console.address)
    page = visitor.get("console/records/programmes")
    assert page.url.path == "/ar/sign-in"

    form = visitor.form(page, "/sign-in")
    landed = visitor.send(form.fill(email=console.account(Role.FOCAL_POINT), password=PASSWORD))

    assert landed.url.path == "/ar/console/records/programmes"


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "/\\evil.example", "console"])
def test_signing_in_leads_to_no_other_host(console: Console, place: str) -> None:
    visitor = Visitor(console.address)
    form = visitor.form(visitor.client.get("/ar/sign-in", params={"next": place}), "/sign-in")

    assert form["next"] == "/ar/console"
    landed = visitor.send(form.fill(next=place, email=console.account(Role.FOCAL_POINT), password=PASSWORD))
    assert landed.url.path == "/ar/console"


def test_a_wrong_password_is_told_and_the_address_stays_but_no_password(console: Console) -> None:
    visitor = Visitor(console.address, "fr")
    form = visitor.form(visitor.get("sign-in"), "/sign-in")
    page = visitor.send(form.put({"email": "nobody@azilal.example", "password": WRONG}))

    assert page.status_code == 401
    assert WRONG not in page.text
    assert visitor.form(page, "/sign-in")["email"] == "nobody@azilal.example"


def test_signing_out_ends_the_session(console: Console) -> None:
    visitor = console.visitor(Role.FOCAL_POINT)
    cookies = dict(visitor.client.cookies)
    visitor.send(visitor.form(visitor.get("console"), "/sign-out"))
    visitor.client.cookies.update(cookies)

    assert visitor.get("console").url.path == "/ar/sign-in"


def test_a_password_is_changed_and_the_old_one_signs_in_no_more(console: Console) -> None:
    email = console.account(Role.FOCAL_POINT)
    visitor = Visitor(console.address).signed_in(email, PASSWORD)
    form = visitor.form(visitor.get("console/account"), "console/account")
    wrong = visitor.send(form.fill(current="not this one", new="another long password"), ("step", "password"))
    assert wrong.status_code == 403

    changed = visitor.send(
        visitor.form(wrong, "console/account").fill(current=PASSWORD, new="another long password"),
        ("step", "password"),
    )
    assert changed.status_code == 200
    with pytest.raises(AssertionError):
        Visitor(console.address).signed_in(email, PASSWORD)
    Visitor(console.address).signed_in(email, "another long password")


def test_a_password_that_is_too_short_leaves_the_one_time_code_in_the_form(console: Console) -> None:
    email = console.account(Role.FOCAL_POINT)
    account = next(one for one, known in console.access.accounts.all() if known == email)
    link = str(console.access.accounts.issue_link(account.account_ref, by="test"))
    visitor = Visitor(console.address)
    form = visitor.form(visitor.get("reset-password"), "reset-password")

    refused = visitor.send(form.fill(link=link, new="short"))
    again = visitor.form(refused, "reset-password")
    done = visitor.send(again.fill(new="long enough at last"))

    assert (refused.status_code, done.status_code) == (422, 200)
    told = refused.text.partition('id="problem"')[2].partition("</div>")[0]
    assert "كلمة السر الجديدة" in told
    assert "القيمة الجديدة" not in told
    visitor.signed_in(email, "long enough at last")


def test_a_one_time_link_sets_a_password_once(console: Console) -> None:
    email = console.account(Role.FOCAL_POINT)
    account = next(one for one, known in console.access.accounts.all() if known == email)
    link = console.access.accounts.issue_link(account.account_ref, by="test")
    visitor = Visitor(console.address)
    form = visitor.form(visitor.get("reset-password"), "reset-password")

    done = visitor.send(form.fill(link=str(link), new="set by a link once"))
    again = visitor.send(form)

    assert done.status_code == 200
    assert again.status_code == 403
    visitor.signed_in(email, "set by a link once")
