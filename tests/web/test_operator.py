"""What whoever runs the service says of itself, and that it may say nothing."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from service.settings import Settings
from service.store.log import Log
from service.web.visiting import Operator
from tests.domain.programme_journey import at, executing
from tests.web.reading_pages import page
from tests.web.showing import showing

LICENCE = "https://example.ma/licence"


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("infitah@example.ma", "mailto:infitah@example.ma"),
        ("https://example.ma/contact?a=1&b=2", "https://example.ma/contact?a=1&amp;b=2"),
    ],
)
def test_the_contact_and_the_licence_that_are_configured_stand_on_the_pages_that_ask_for_them(
    log: Log, contact: str, address: str
) -> None:
    with showing(log, at(executing), operator=Operator(contact, LICENCE)) as client:
        statement, data = page(client, "/ar/accessibility"), page(client, "/fr/data")

    assert f'href="{address}"' in statement
    assert f'<a href="{LICENCE}" rel="license">' in data
    assert "exploitant de ce service n" not in data


def test_where_none_is_configured_that_is_said(log: Log) -> None:
    with showing(log, at(executing)) as client:
        statement, data = page(client, "/en/accessibility"), page(client, "/en/data")

    assert "has not named a contact" in statement
    assert "has not stated here under which licence" in data


@pytest.mark.parametrize(
    "wrong",
    [
        "nobody",
        "javascript:alert(1)",
        "http://example.ma/x",
        "a b@example.ma",
        "https://a@b.ma/",
        "https:///x",
        "@x.ma",
    ],
)
def test_what_is_neither_a_mailbox_nor_a_page_is_no_contact(wrong: str) -> None:
    with pytest.raises(ValidationError, match="contact"):
        Settings(operator_contact=wrong)
    with pytest.raises(ValidationError, match="web_address"):
        Settings(data_licence=wrong)
