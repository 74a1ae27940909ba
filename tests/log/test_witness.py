"""A witness cosigns what only ever grew, remembers it before it answers, and refuses everything else."""

from __future__ import annotations

import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from projections.transparency.checkpoint import Checkpoint
from projections.transparency.merkle import Tree, consistency_proof, leaf_hash
from projections.transparency.notes import (
    COSIGNATURE,
    SignedNote,
    Signer,
    Verifier,
    cosigned_at,
    parse,
    parse_signature,
    verify,
)
from projections.transparency.witnessing import write
from service.opening import opened
from service.settings import Settings
from service.store.log import Log
from service.transparency import asking as module
from service.transparency import tree
from service.transparency.asking import WitnessFailed, ask
from service.transparency.contradiction import checkpoint_path
from service.transparency.rounds import Asker
from service.transparency.witnesses import BadWitness, KnownWitness, add_witness, remove_witness, witnesses
from service.witness.witness import OtherSize, Refusal, Witness
from tests.api.service_process import INFITAH, environment, infitah
from tests.conftest import Cluster
from tests.log.public import public
from tests.log.signing import connect, recorded, signed_log, signed_up_to, signer, signing
from tests.projections.following import until
from tests.vault_keys import KEYS

LOG = Signer("log.example", Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
OTHER = Signer("log.example", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
OWN = Signer("witness.example/w", Ed25519PrivateKey.from_private_bytes(b"\x03" * 32), COSIGNATURE)
NOW = 1_790_000_000


def tree_of(size: int, word: str = "event") -> Tree:
    tree = Tree()
    for index in range(size):
        tree.append(leaf_hash(f"{word} {index}".encode()))
    return tree


TREE, FORK = tree_of(40), tree_of(40, "other")


def note(size: int, *, tree: Tree = TREE, by: Signer = LOG, origin: str = "log.example") -> bytes:
    text = Checkpoint(origin, size, tree.root(size)).text()
    return SignedNote(text, (by.sign(text),)).encode()


def request(old: int, new: int, *, tree: Tree = TREE) -> bytes:
    return write(old, consistency_proof(old, new, tree.node), note(new, tree=tree))


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(OWN, [LOG.verifier], tmp_path, now=lambda: NOW)


def again(path: Path) -> Witness:
    """The same witness, started anew."""
    return Witness(OWN, [LOG.verifier], path, now=lambda: NOW)


def test_what_grew_is_cosigned_with_the_time(witness: Witness) -> None:
    for old, new in ((0, 3), (3, 3), (3, 8), (8, 40)):
        line = witness.add_checkpoint(request(old, new)).decode()

        assert line.endswith("\n")
        cosigned = SignedNote(parse(note(new)).text, (parse_signature(line[:-1]),))
        (found,) = verify(cosigned, [Verifier.from_vkey(OWN.vkey)])
        assert cosigned_at(found.value) == NOW


def test_an_old_size_that_is_not_the_last_is_told_which_is(witness: Witness, tmp_path: Path) -> None:
    witness.add_checkpoint(request(0, 8))

    for body in (request(0, 40), request(3, 40), request(9, 40), request(3, 3), request(0, 8)):
        with pytest.raises(OtherSize) as refused:
            again(tmp_path).add_checkpoint(body)
        assert refused.value.size == 8


def test_a_fork_is_refused(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 8))

    with pytest.raises(OtherSize):
        witness.add_checkpoint(request(8, 8, tree=FORK))
    with pytest.raises(Refusal, match="expected the new root") as refused:
        witness.add_checkpoint(request(8, 40, tree=FORK))
    assert refused.value.status == 422
    assert witness.add_checkpoint(request(8, 40))


def _wrong() -> list[tuple[bytes, int]]:
    good, proof = request(3, 8), consistency_proof(3, 8, TREE.node)
    return [
        (write(3, proof[:-1], note(8)), 422),
        (write(3, [*proof, b"\x00" * 32], note(8)), 422),
        (write(3, [], note(8)), 422),
        (write(3, proof, note(3)), 422),
        (write(9, [], note(8)), 400),
        (write(3, proof, note(8, origin="other.example")), 404),
        (write(3, proof, note(8, by=OTHER)), 403),
        (write(3, proof, note(8).replace(b"8\n", b"9\n", 1)), 403),
        (write(3, [b"\x00" * 32] * 64, note(8)), 400),
        (b"", 400),
        (good[:-1], 400),
        (good.replace(b"old 3", b"old 03"), 400),
        (good.replace(b"old 3", b"old -3"), 400),
        (good.replace(b"old 3", b"size 3"), 400),
        (good.replace(b"old 3", b"old \xff"), 400),
        (good.replace(b"old 3\n", b"old 3\nhash\n"), 400),
        (good.partition(b"\n\n")[0], 400),
        (good.partition(b"\n\n")[0] + b"\n\nnothing", 400),
    ]


@pytest.mark.parametrize(("body", "status"), _wrong())
def test_everything_else_is_refused_with_the_status_of_the_specification(
    witness: Witness, body: bytes, status: int
) -> None:
    witness.add_checkpoint(request(0, 3))

    with pytest.raises(Refusal) as refused:
        witness.add_checkpoint(body)

    assert refused.value.status == status
    assert witness.add_checkpoint(request(3, 8)), "nothing of it was remembered"


def test_of_two_requests_at_once_one_is_cosigned(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 3))
    start = threading.Barrier(8)

    def ask(new: int) -> bool:
        start.wait()
        try:
            return bool(witness.add_checkpoint(request(3, new)))
        except OtherSize:
            return False

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(ask, range(10, 18))) == 1


def test_what_it_remembers_is_on_disk_before_it_answers(witness: Witness, tmp_path: Path) -> None:
    witness.add_checkpoint(request(0, 8))
    (file,) = tmp_path.glob("*.checkpoint")

    assert file.read_bytes() == note(8)


@pytest.mark.parametrize("content", [b"", b"nothing", note(8, origin="other.example")])
def test_a_witness_that_cannot_read_what_it_remembered_does_not_begin_anew(
    witness: Witness, tmp_path: Path, content: bytes
) -> None:
    witness.add_checkpoint(request(0, 8))
    (file,) = tmp_path.glob("*.checkpoint")
    file.write_bytes(content)

    with pytest.raises(ValueError, match="expected"):
        again(tmp_path)


@contextmanager
def serving(state: Path, *logs: str, name: str = "witness.example/w") -> Iterator[tuple[str, str]]:
    """A witness in a process of its own: its address and its key."""
    options = [part for vkey in logs for part in ("--log", vkey)]
    process = subprocess.Popen(
        [INFITAH, "witness", "serve", "--name", name, "--state", str(state), "--port", "0", *options],
        env=environment(state),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        address = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert address
        yield address[0], process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def test_over_http_it_answers_as_the_specification_says(tmp_path: Path) -> None:
    with serving(tmp_path / "w", LOG.vkey) as (address, vkey), httpx.Client(base_url=address) as client:
        first = client.post("/add-checkpoint", content=request(0, 8))
        conflict = client.post("/add-checkpoint", content=request(0, 40))
        wrong = [
            client.post("/add-checkpoint", content=body)
            for body in (b"", write(8, [], note(40, origin="x")), write(8, [], note(40, by=OTHER)),
                         request(8, 40, tree=FORK), b"x" * 70_000)
        ]  # fmt: skip
        other = [client.get("/add-checkpoint"), client.post("/elsewhere")]
        second = infitah(tmp_path, "witness", "serve", "--log", LOG.vkey, "--state", str(tmp_path / "w"))
        key = client.get("/key").text
        last = client.get(f"/{checkpoint_path('log.example')}")
        of_another = client.get(f"/{checkpoint_path('other.example')}")

    assert (last.status_code, last.content, of_another.status_code) == (200, note(8), 404)
    assert key == f"{vkey}\n"
    assert (first.status_code, conflict.status_code) == (200, 409)
    assert verify(
        SignedNote(parse(note(8)).text, (parse_signature(first.text[:-1]),)), [Verifier.from_vkey(vkey)]
    )
    assert (conflict.headers["content-type"], conflict.text) == ("text/x.tlog.size", "8\n")
    assert [answer.status_code for answer in wrong] == [400, 404, 403, 422, 413]
    assert {answer.headers["content-type"] for answer in wrong} == {"application/problem+json"}
    assert [answer.status_code for answer in other] == [405, 404]
    assert (second.returncode, "in use by another witness" in second.stderr) == (3, True)


def test_a_witness_started_again_keeps_its_key_and_its_memory(tmp_path: Path) -> None:
    with serving(tmp_path / "w", LOG.vkey) as (address, first):
        assert httpx.post(f"{address}/add-checkpoint", content=request(0, 8)).status_code == 200
    with serving(tmp_path / "w", LOG.vkey) as (address, second):
        forgotten = httpx.post(f"{address}/add-checkpoint", content=request(0, 8))
        grown = httpx.post(f"{address}/add-checkpoint", content=request(8, 40))

    assert first == second
    assert (forgotten.status_code, grown.status_code) == (409, 200)
    assert (tmp_path / "w" / "witness.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "give the name of the witness"),
        (["--name", "with space"], "expected a name"),
        (["--name", "w", "--log", "no key"], "expected"),
    ],
)
def test_a_witness_that_cannot_be_one_says_why(tmp_path: Path, options: list[str], said: str) -> None:
    done = infitah(tmp_path, "witness", "serve", "--state", str(tmp_path / "w"), "--log", LOG.vkey, *options)

    assert (done.returncode, said in done.stderr) == (2, True)


@contextmanager
def asking(log: Log, running) -> Iterator[None]:
    asker = Asker(lambda: connect(log), running.publisher.active, running.trust, signer().verifier)
    asker.start()
    yield
    asker.stop()


def listed(log: Log, url: str, vkey: str, name: str = "civil society") -> None:
    with connect(log) as connection:
        add_witness(connection, name, url, vkey)


def cosigned(log: Log) -> int:
    with connect(log) as connection:
        return max(found.size for found in witnesses(connection))


def test_the_served_checkpoint_carries_the_cosignature(log: Log, path: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "w", signer().vkey) as (address, vkey), signing(log, path) as running:
        listed(log, address, vkey)
        with asking(log, running):
            for count in (1, 2, 3):
                recorded(log, 1, start=count)
                until(lambda size=count: cosigned(log) == size, 30)
        with public(log) as client:
            found = parse(client.get("/log/checkpoint").content)
            proof = client.get("/api/v1/events/2/receipt").json()["tlog_proof"]

    names = [one.name for one in verify(found, [signer().verifier, Verifier.from_vkey(vkey)])]
    assert names == ["illustrative.test", "witness.example/w"]
    assert Checkpoint.parse(found.text).size == 3
    assert "— witness.example/w " in proof


def test_a_witness_that_knows_the_log_better_than_the_list_is_asked_again(
    log: Log, path: Path, tmp_path: Path
) -> None:
    with serving(tmp_path / "w", signer().vkey) as (address, vkey), signing(log, path) as running:
        listed(log, address, vkey)
        with asking(log, running):
            recorded(log, 3)
            until(lambda: cosigned(log) == 3, 30)
        with connect(log) as connection:
            remove_witness(connection, "civil society")
        recorded(log, 2, start=4)
        until(lambda: signed_up_to(log, 5), 20)
        other = "".join((address, "/"))
        listed(log, other, vkey, "by another name")
        with asking(log, running):
            until(lambda: cosigned(log) == 5, 30)


def test_a_forked_log_gets_no_cosignature(embedded: Cluster, log: Log, path: Path, tmp_path: Path) -> None:
    name = embedded.new_log()
    fork = Log(embedded.conninfo(name, "infitah_service"), KEYS)
    with serving(tmp_path / "w", signer().vkey) as (address, vkey):
        with signing(log, path) as running:
            listed(log, address, vkey)
            with asking(log, running):
                recorded(log, 5)
                until(lambda: cosigned(log) == 5, 30)
        with signing(fork, tmp_path / "forked") as running:
            listed(fork, address, vkey)
            recorded(fork, 7)
            until(lambda: signed_up_to(fork, 7), 20)
            with connect(fork) as connection:
                (witness,) = witnesses(connection)
                newest = tree.last_checkpoint(connection)
            with pytest.raises(WitnessFailed, match="status 422"):
                ask(lambda: connect(fork), witness, newest)
            assert cosigned(fork) == 0
            with public(fork) as client:
                assert len(parse(client.get("/log/checkpoint").content).signatures) == 1
    fork.close()
    embedded.drop(name)


def test_a_checkpoint_waits_for_no_witness(log: Log, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 600.0)  # longer than anybody here waits
    deaf = socket.create_server(("127.0.0.1", 0))
    with deaf, signing(log, path) as running:
        listed(log, f"http://127.0.0.1:{deaf.getsockname()[1]}", OWN.vkey)
        with asking(log, running):
            for count in (1, 2, 3):
                recorded(log, 1, start=count)
                until(lambda size=count: signed_up_to(log, size), 30)

    assert cosigned(log) == 0


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, "text/plain", OTHER.sign("x\n").line().encode() + b"\n"), "expected a cosignature of its key"),
        ((200, "text/plain", b"nothing\n"), "expected a cosignature of its key"),
        ((200, "text/plain", b"\xff"), "expected a cosignature of its key"),
        ((500, "text/plain", b""), "status 500"),
        ((409, "text/html", b"5\n"), "status 409"),
        ((409, "text/x.tlog.size", b"five\n"), "decimal"),
        ((409, "text/x.tlog.size", b"99\n"), "it has cosigned a size of 99 already, we have signed 3"),
        ((409, "text/x.tlog.size", b"0\n"), "another root of size 0"),
        ((409, "text/x.tlog.size", b"2\n"), "another root of size 2"),
    ],
)
def test_what_a_witness_should_not_answer_is_not_taken_for_a_cosignature(
    log: Log, path: Path, monkeypatch: pytest.MonkeyPatch, answer: tuple[int, str, bytes], reason: str
) -> None:
    signed_log(log, path, 3)
    listed(log, "http://127.0.0.1:9", OWN.vkey)
    monkeypatch.setattr(module, "post", lambda _url, _body, _end: answer)

    with connect(log) as connection:
        (witness,) = witnesses(connection)
        newest = tree.last_checkpoint(connection)
    with pytest.raises(module.WitnessFailed, match=reason):
        module.ask(lambda: connect(log), witness, newest)

    assert cosigned(log) == 0


@pytest.mark.parametrize(
    ("name", "url", "vkey"),
    [
        ("w", "ftp://witness.example", OWN.vkey),
        ("w", "witness.example", OWN.vkey),
        ("w", "http://", OWN.vkey),
        ("w", "http://witness.example:port", OWN.vkey),
        ("w", "http://witness.example/?a=b", OWN.vkey),
        ("w", "http://witness.example/with space", OWN.vkey),
        ("w", "http://witness .example", OWN.vkey),
        ("w", "http://witness.example/\r\nHost: other", OWN.vkey),
        ("w", "http://witness.example/شاهد", OWN.vkey),
        ("w", "http://witness..example", OWN.vkey),
        ("w", "http://[::1", OWN.vkey),
        ("w", "http://somebody@witness.example", OWN.vkey),
        ("w", "http://witness.example:0", OWN.vkey),
        ("w", "file:///etc/hostname", OWN.vkey),
        ("w", "http://witness.example", LOG.vkey),
        ("w", "http://witness.example", "no key"),
        (" ", "http://witness.example", OWN.vkey),
    ],
)
def test_a_witness_that_could_not_be_asked_is_not_listed(log: Log, name: str, url: str, vkey: str) -> None:
    with pytest.raises(BadWitness, match=r"expected"):
        listed(log, url, vkey, name)


def test_a_witness_is_listed_once(log: Log) -> None:
    listed(log, "http://witness.example", OWN.vkey, "one")

    with pytest.raises(KnownWitness):
        listed(log, "http://witness.example", OWN.vkey, "two")


def test_the_command_line_keeps_the_list(temporary: Path) -> None:
    data_dir = temporary / "witnesses"
    # The commands join the database of an opened log, which each would otherwise start and stop.
    with opened(Settings(data_dir=data_dir), create=True):
        added = infitah(data_dir, "witness", "add", "ngo", "http://127.0.0.1:9/", OWN.vkey)
        twice = infitah(data_dir, "witness", "add", "ngo", "http://127.0.0.1:9/", OWN.vkey)
        wrong = infitah(data_dir, "witness", "add", "other", "http://with space/", OWN.vkey)
        shown = infitah(data_dir, "witness", "list")
        removed = infitah(data_dir, "witness", "remove", "ngo")
        unknown = infitah(data_dir, "witness", "remove", "ngo")

    codes = [done.returncode for done in (added, twice, wrong, shown, removed, unknown)]
    assert codes == [0, 1, 2, 0, 0, 1]
    assert "URL: expected an address http://… or https://…, found 'http://with space/'" in wrong.stderr
    assert "ngo" in shown.stdout
    assert "http://127.0.0.1:9" in shown.stdout
