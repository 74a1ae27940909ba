"""What of erased words that had been public is left in the files of the search index."""

from __future__ import annotations

from pathlib import Path

import httpx
import psycopg

from service.database.embedded import EmbeddedServer
from tests.api.service_process import Running, infitah, started
from tests.cli.test_words import BECAUSE, OPERATOR, STAFF, collecting, given
from tests.projections.following import until

STEM = "zellijmosaicword"


def tables_with_it(data_dir: Path) -> list[Path]:
    """The files of tables and indexes that have it, once all that is in memory was written."""
    with psycopg.connect(EmbeddedServer(data_dir).conninfo("infitah"), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    files = (file for file in (data_dir / "postgres").glob("**/base/**/*") if file.is_file())
    return [file for file in files if STEM.encode() in file.read_bytes()]


def public_idea(service: Running) -> None:
    """An idea that has the word, found admissible and in the index."""
    for command, identity, fields in collecting():
        given(service.data_dir, command, identity, STAFF | fields.pop("actor", {}), **fields)
    author = {"kind": "organisation", "ref": "association-1", "organisation": "جمعية مثال"}
    fields = {"programme_id": "p1", "channel": "paper", "author": author, "effective_at": "2025-03-21"}
    text = {"text": f"فكرة {STEM}", "language": "ar"}
    given(service.data_dir, "submit-idea", "i1", STAFF, text=text, **fields)
    given(service.data_dir, "find-idea-admissible", "i1", STAFF)
    followed(service)


def followed(service: Running) -> None:
    def there() -> bool:
        told = httpx.get(f"{service.address}/readyz").json()
        return bool(told["read_position"] == told["position"])

    until(there)


def found(service: Running) -> int:
    return len(httpx.get(f"{service.address}/api/v1/search", params={"q": STEM}).json()["items"])


def test_an_index_that_is_built_anew_after_an_erasure_has_no_stem_of_what_was_erased_in_any_file(
    temporary: Path,
) -> None:
    data_dir = temporary / "stems"
    with started(data_dir) as service:
        public_idea(service)
        assert (found(service), bool(tables_with_it(data_dir))) == (1, True)

        given(data_dir, "erase-idea-personal-data", "i1", OPERATOR, legal_basis="09-08", reason=BECAUSE)
        followed(service)
        assert found(service) == 0, "nobody finds it any more, whatever lies in pages that are free"
        rebuilt = infitah(data_dir, "projections", "rebuild", "search")

        assert rebuilt.returncode == 0, rebuilt.stderr
        until(lambda: tables_with_it(data_dir) == [])
        assert found(service) == 0
