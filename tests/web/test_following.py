"""Following without an account: feeds that a reader takes, and calendars that people subscribe to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from icalendar import Calendar

from service.store.log import Log
from service.web.languages import LANGUAGES
from service.web.public.accountability.calendars import dated
from tests.access.conftest import Whole, served
from tests.api.reading import read, reading
from tests.domain.commitments import extend, started_commitment
from tests.projections.following import caught_up, poured, until
from tests.web.reading_pages import asked

ATOM = "{http://www.w3.org/2005/Atom}"
MOVED = "commitments/d0d06c9e-f195-5d09-8367-c569e4681806"
FOLLOWED = ["programmes/demnate-example", MOVED, "collectivities/beni-mellal-khenifra-commune-15"]


@pytest.fixture(scope="module")
def portal(temporary: Path) -> Iterator[Whole]:
    """The service over a log of this file's own: what others record would be counted or told here."""
    with served(temporary / "following") as found:
        yield found


def feed(portal: Whole, address: str) -> ElementTree.Element:
    answer = portal.client.get(f"/{address}/feed.atom")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)  # noqa: S314 - the service's own answer


def calendar(portal: Whole, address: str) -> Any:
    answer = portal.client.get(f"/{address}/calendar.ics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return Calendar.from_ical(answer.text)


def text(element: ElementTree.Element, name: str) -> str:
    found = element.findtext(f"{ATOM}{name}")
    assert found, name
    return found


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", FOLLOWED)
def test_a_feed_is_valid_atom_with_the_newest_sentences(portal: Whole, code: str, path: str) -> None:
    found = feed(portal, f"{code}/{path}")

    told = [
        item
        for item in asked(portal.client, f"{path}/history", order="newest", limit=50)["items"]
        if not item.get("withheld")
    ]
    entries = found.findall(f"{ATOM}entry")
    words = LANGUAGES[code].words
    assert found.tag == f"{ATOM}feed"
    assert [text(one, "content") for one in entries] == [item["sentence"][words] for item in told]
    assert [text(one, "id") for one in entries] == [f"urn:uuid:{one['event']['event_id']}" for one in told]
    assert text(found, "updated") == max(one["recorded_at"] for one in told)
    assert text(found, "id").endswith(f":{code}")
    for one in (found, *entries):
        assert text(one, "title")
        assert one.find(f"{ATOM}author/{ATOM}name") is not None
        assert one.find(f"{ATOM}link[@rel='alternate']") is not None
    own = found.find(f"{ATOM}link[@rel='self']")
    assert own is not None
    assert own.get("href") == f"{str(portal.client.base_url).rstrip('/')}/{code}/{path}/feed.atom"


def test_a_feed_tells_nobody_s_identity_and_nothing_that_is_withheld(portal: Whole) -> None:
    answer = portal.client.get("/en/programmes/demnate-example/feed.atom").text
    items = asked(portal.client, "programmes/demnate-example/history", limit=200)["items"]

    for item in items:
        actor = item["event"].get("actor", {})
        for reference in (
            actor.get("person_ref"),
            actor.get("body"),
            item["event"].get("data", {}).get("author"),
        ):
            assert not isinstance(reference, str) or reference not in answer
        if item.get("withheld"):
            assert item["event"]["event_id"] not in answer


def test_a_feed_that_did_not_change_is_not_sent_again(portal: Whole) -> None:
    address = "/fr/programmes/demnate-example/feed.atom"
    first = portal.client.get(address)

    again = portal.client.get(address, headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_a_feed_names_the_address_that_it_was_asked_at(portal: Whole) -> None:
    other = str(portal.client.base_url).replace("127.0.0.1", "localhost")

    one = portal.client.get("/fr/programmes/demnate-example/feed.atom").text
    another = httpx.get(f"{other.rstrip('/')}/fr/programmes/demnate-example/feed.atom", timeout=20).text

    assert "http://127.0.0.1" in one
    assert "http://localhost" in another
    assert "127.0.0.1" not in another


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", FOLLOWED)
def test_a_calendar_holds_every_date_of_the_record_as_whole_days(portal: Whole, code: str, path: str) -> None:
    found = calendar(portal, f"{code}/{path}")

    events = {str(one["uid"]): one for one in found.walk("VEVENT")}
    kind, _, identity = path.partition("/")
    filters = {"programmes": "programme", "collectivities": "collectivity"}
    span = {"from": "1900-01-01", "to": "2999-12-31", "limit": 200}
    asked_of = {filters[kind]: identity} if kind in filters else {"programme": "demnate-example"}
    items = asked(portal.client, "calendar", **span, **asked_of)["items"]
    own = [one for one in items if kind in filters or one["stream"] == f"commitment:{identity}"]
    assert set(events) == {f"{one['id']}@infitah" for one in own} != set()
    for one in own:
        event = events[f"{one['id']}@infitah"]
        assert str(event["dtstart"].dt) == one["begins"]
        assert type(event["dtstart"].dt) is date
        assert event["dtend"].dt > event["dtstart"].dt
        assert event["summary"]
        assert not set(event["summary"]) & {"<", "&"}
        assert int(event["sequence"]) == one["as_of"]["position"]


def test_a_date_that_was_moved_says_how_often_and_from_when(portal: Whole) -> None:
    [event] = [
        one
        for one in calendar(portal, f"fr/{MOVED}").walk("VEVENT")
        if one["uid"].endswith("#deadline@infitah")
    ]

    assert event["dtstart"].dt == date(2027, 11, 30)
    assert "Cette date a été déplacée 1 fois." in event["description"]
    assert "30 juin 2027" in event["description"]
    assert "Guichet électronique" in event["summary"]


def test_a_deadline_that_moves_keeps_its_identity_and_counts_up(log: Log) -> None:
    given = started_commitment()
    before = len(given.log)
    extend(given.at("2026-11-10"), "2027-03-31")
    poured(log, given.log[:before])
    span = {"from": "2026-01-01", "to": "2028-12-31", "kind": "commitment_deadline"}

    with reading(log) as client:
        until(lambda: caught_up(log))
        [first] = read(client, "calendar", **span)["items"]
        poured(log, given.log[before:])
        until(lambda: caught_up(log))
        [moved] = client.get("/api/v1/calendar", params=span | {"after_position": log.head()}).json()["items"]
    one, other = (dated(entry, LANGUAGES["ar"], False, "http://x/y") for entry in (first, moved))

    assert one["uid"] == other["uid"]
    assert (one["dtstart"].dt, other["dtstart"].dt) == (date(2026, 12, 31), date(2027, 3, 31))
    assert int(other["sequence"]) > int(one["sequence"])


@pytest.mark.parametrize("file", ["feed.atom", "calendar.ics"])
@pytest.mark.parametrize("path", ["ideas/idea-1", "programmes/none", "network/x", "commitments/none"])
def test_what_cannot_be_followed_is_not_found(portal: Whole, path: str, file: str) -> None:
    assert portal.client.get(f"/ar/{path}/{file}").status_code == 404
