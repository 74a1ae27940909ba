"""Auditing a served log as a stranger: a real service, and servers that do not tell the truth."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.kernel.stored import decode
from projections.transparency.tiles import WIDTH, encode_entries, tile_path
from service.auditing import served_log
from service.cli.app import app
from service.store.log import Log
from tests.bundles.conftest import Example
from tests.bundles.making import ORIGIN, Kept, new_signer
from tests.languages import LANGUAGES
from tests.log.public import public
from tests.log.signing import recorded, signed_up_to, signer, signing
from tests.projections.following import until

HELD, BROKEN, USAGE, UNAUTHENTICATED = 0, 1, 2, 3


@dataclass
class Told:
    """What a server tells: answers by path, and the paths that were asked for."""

    answers: dict[str, tuple[int, bytes]]
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    busy: int = 0
    """How often it says first that it is asked too often."""


def telling(kept: Kept) -> Told:
    """A server that serves a log as it is."""
    answers = {"/log/checkpoint": (200, kept.checkpoint())}
    for number in range(-(-len(kept.bodies) // WIDTH)):
        entries = kept.bodies[number * WIDTH : (number + 1) * WIDTH]
        path = tile_path("entries", number, len(entries))
        answers[f"/log/{path}"] = (200, encode_entries(entries))
    return Told(answers)


@contextmanager
def server(told: Told) -> Iterator[str]:
    """The address of a server that tells that."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            told.asked.append(self.path)
            status, body = told.answers.get(self.path, (404, b""))
            if told.busy:
                told.busy -= 1
                status, body = 429, b""
            self.send_response(status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}"
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    monkeypatch.setenv("LANGUAGE", "en")

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["audit", *arguments])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return run


def test_every_entry_of_a_real_service_is_read_and_its_checkpoint_kept(
    log: Log, tmp_path: Path, audit: Callable[..., tuple[int, str]]
) -> None:
    kept = tmp_path / "kept"
    with signing(log, tmp_path / "checkpoint"), public(log) as client:
        address = str(client.base_url)
        recorded(log, 300)
        until(lambda: signed_up_to(log, 300), 20)
        first = audit(address, "--key", signer().vkey, "--checkpoint", str(kept))
        recorded(log, 10, start=301)
        until(lambda: signed_up_to(log, 310), 20)
        second = audit(address, "--key", signer().vkey, "--checkpoint", str(kept))

    assert (first[0], "All 300 events were read" in first[1]) == (HELD, True)
    assert (second[0], "continues the older checkpoint, at 300 events" in second[1]) == (HELD, True)
    assert kept.read_bytes().splitlines()[1] == b"310"


def test_without_a_key_it_is_consistent_but_not_authenticated(
    example: Example, audit: Callable[..., tuple[int, str]]
) -> None:
    with server(telling(example.kept)) as address:
        code, said = audit(address)

    assert (code, "anybody could have made it" in said) == (UNAUTHENTICATED, True)


def test_only_the_log_behind_the_address_given_is_asked_for(
    example: Example, audit: Callable[..., tuple[int, str]]
) -> None:
    told = telling(example.kept)
    with server(told) as address:
        audit(address)

    assert told.asked == list(told.answers)
    assert all(re.match(r"/log/(checkpoint|tile/entries/)", path) for path in told.asked)


def test_a_redirection_is_not_followed(example: Example, audit: Callable[..., tuple[int, str]]) -> None:
    elsewhere = telling(example.kept)
    with server(elsewhere) as other:
        told = Told({"/log/checkpoint": (302, b"")}, {"Location": f"{other}/log/checkpoint"})
        with server(told) as address:
            code, said = audit(address)

    assert (code, "HTTP 302" in said, elsewhere.asked) == (USAGE, True, [])


def test_a_full_tile_stands_for_the_partial_one_that_is_gone(
    example: Example, audit: Callable[..., tuple[int, str]]
) -> None:
    """The log grew since the checkpoint, and the server keeps only full tiles."""
    shorter = Kept(example.kept.bodies[:500], example.kept.signer)
    told = telling(Kept(example.kept.bodies[:512], example.kept.signer))
    told.answers["/log/checkpoint"] = (200, shorter.checkpoint())
    with server(told) as address:
        code, said = audit(address, "--key", example.kept.signer.vkey)

    assert (code, "All 500 events were read" in said) == (HELD, True)


def _changed(kept: Kept, index: int, body: bytes) -> Kept:
    return kept._replace(bodies=[*kept.bodies[:index], body, *kept.bodies[index + 1 :]])


@pytest.mark.parametrize("index", [0, 255, 256, 700, 1058])
def test_an_altered_entry_gives_another_root(
    example: Example, audit: Callable[..., tuple[int, str]], index: int
) -> None:
    altered = example.kept.bodies[index].replace(b'"role":"', b'"role":"x', 1)
    told = telling(_changed(example.kept, index, altered))
    told.answers["/log/checkpoint"] = (200, example.kept.checkpoint())
    with server(told) as address:
        code, said = audit(address, "--key", example.kept.signer.vkey)

    assert (code, "✗ The hashes do not give the root that is signed" in said) == (BROKEN, True)


def test_a_gap_in_a_stream_is_found_though_the_root_is_right(
    example: Example, audit: Callable[..., tuple[int, str]]
) -> None:
    """The operator leaves an event out of the log and signs what is left."""
    gone = next(index for index, body in enumerate(example.kept.bodies) if decode(body).version == 2)
    bodies = example.kept.bodies[:gone] + example.kept.bodies[gone + 1 :]
    with server(telling(example.kept._replace(bodies=bodies))) as address:
        code, said = audit(address, "--key", example.kept.signer.vkey)

    assert code == BROKEN
    assert "✓ The hashes of" in said
    assert re.search(r"✗ An event is not as it must be, at .*: expected 2, found 3", said)


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/log/checkpoint", (200, "log\n1\nAAAA\n\n— log nonsense\n".encode()), "Base64"),
        ("/log/checkpoint", (200, "no size\n\n— log AAAAAAAAAAAA\n".encode()), "origin, size and root"),
        ("/log/tile/entries/001", (404, b""), "HTTP 404"),
        ("/log/tile/entries/001", (200, b""), "expected 256, found 0"),
        ("/log/tile/entries/001", (200, b"\x00"), "two bytes"),
        ("/log/tile/entries/001", (200, b"\xff\xff{}"), "65535"),
        ("/log/tile/entries/001", (200, encode_entries([b"{}"] * 256)), "a stream and a version"),
        ("/log/tile/entries/001", (200, encode_entries([b"not json"] * 256)), "a stream and a version"),
        ("/log/tile/entries/001", (200, bytes(17_000_000)), "> 16777"),
    ],
)
def test_a_server_that_does_not_serve_the_log_is_found_out(
    example: Example,
    audit: Callable[..., tuple[int, str]],
    path: str,
    answer: tuple[int, bytes],
    said: str,
) -> None:
    told = telling(example.kept)
    assert path in told.answers
    told.answers[path] = answer
    with server(told) as address:
        code, shown = audit(address, "--key", example.kept.signer.vkey)

    assert (code, said in shown.replace("\n", "")) == (BROKEN, True), shown


def test_a_log_that_was_cut_back_does_not_replace_the_checkpoint_that_was_kept(
    example: Example, audit: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    kept, before = tmp_path / "kept", example.kept.checkpoint()
    kept.write_bytes(before)
    with server(telling(example.kept._replace(bodies=example.kept.bodies[:-1]))) as address:
        code, said = audit(address, "--key", example.kept.signer.vkey, "--checkpoint", str(kept))

    assert (code, "✗ The log does not continue the older checkpoint" in said) == (BROKEN, True)
    assert kept.read_bytes() == before


@pytest.mark.parametrize("name", [ORIGIN, "another.log"])
def test_another_key_did_not_sign_it(
    example: Example, audit: Callable[..., tuple[int, str]], name: str
) -> None:
    with server(telling(example.kept)) as address:
        code, said = audit(address, "--key", new_signer(name).vkey)

    assert (code, "✗ A signature is not right" in said) == (BROKEN, True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "ftp://x",
        "http://",
        "http://a:b:c",
        "file:///etc/passwd",
        "http://x/?a=1",
        "http://x/\r\na: b",
    ],
)
def test_what_is_no_address_is_a_mistake_in_use(audit: Callable[..., tuple[int, str]], url: str) -> None:
    code, said = audit(url)

    assert (code, "The address is not right" in said) == (USAGE, True)


@pytest.mark.parametrize(("busy", "expected"), [(3, HELD), (100, USAGE)])
def test_a_service_that_is_asked_too_often_is_waited_for_as_long_as_it_says(
    example: Example,
    audit: Callable[..., tuple[int, str]],
    monkeypatch: pytest.MonkeyPatch,
    busy: int,
    expected: int,
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(served_log, "sleep", waited.append)
    told = telling(example.kept)
    told.busy, told.headers = busy, {"Retry-After": "7"}

    with server(told) as address:
        code, _ = audit(address, "--key", example.kept.signer.vkey)

    assert (code, waited[:3]) == (expected, [7.0, 7.0, 7.0])


def test_a_service_that_does_not_answer_is_a_mistake_in_use(audit: Callable[..., tuple[int, str]]) -> None:
    with server(Told({})) as address:
        pass

    code, said = audit(address)

    assert (code, "cannot be asked" in said) == (USAGE, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_holds_words_of_another_language(
    example: Example, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    broken = telling(example.kept)
    broken.answers["/log/tile/entries/001"] = (200, encode_entries([b"not json"] * 256))
    said = []
    with server(Told({})) as silent:
        pass
    for told in (Told({}), Told({"/log/checkpoint": (200, b"<html>")}), broken):
        with server(told) as address:
            said.append(CliRunner().invoke(app, ["audit", address, "--key", new_signer("x").vkey]).output)
    said.append(CliRunner().invoke(app, ["audit", silent]).output)
    said.append(CliRunner().invoke(app, ["audit", silent, "--key", "no key"]).output)

    english = re.compile(r"\b(expected|found|nobody|parts|bytes|read|stream|asked|name)\b", re.I)
    for text in said:
        assert text.strip()
        shown = text.replace("name+id+key", "")
        assert bool(english.search(shown)) is (language == "en"), shown


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ((404, b""), "HTTP 404"),
        ((200, b"<html>Welcome</html>"), "no such parts"),
        ((200, b""), "no such parts"),
        ((200, b"x" * 2_000_000), "> 1000000 B"),
    ],
)
def test_what_serves_no_log_is_a_mistake_in_use(
    audit: Callable[..., tuple[int, str]], answer: tuple[int, bytes], found: str
) -> None:
    with server(Told({"/log/checkpoint": answer})) as address:
        code, said = audit(address)

    assert code == USAGE
    assert f"There is no log at {address}" in said
    assert f"found {found}. Nothing was audited" in said


def test_the_help_says_which_code_a_thing_that_is_no_log_gives(audit: Callable[..., tuple[int, str]]) -> None:
    _, said = audit("--help")

    assert "2 where the service cannot be asked or serves no log" in " ".join(said.replace("│", " ").split())


def test_an_empty_log_is_a_log(audit: Callable[..., tuple[int, str]]) -> None:
    empty = Kept([], new_signer())
    with server(telling(empty)) as address:
        code, said = audit(address, "--key", empty.signer.vkey)

    assert (code, "All 0 events were read" in said) == (HELD, True)
