"""How somebody is reached: e-mail addresses of accounts, network addresses of sign-ins."""

from __future__ import annotations

from typing import LiteralString

from service.vault.cipher import CannotOpen, contact_place, opener, unseal
from service.vault.rows import open_key
from service.vault.vault import Rows, Vault

_PUT: LiteralString = """WITH held AS MATERIALIZED (
        SELECT vault.hold_key(%(subject)s, %(key)s, %(master)s, %(wrapped)s) AS kept)
    INSERT INTO vault.contacts (ref, subject_ref, nonce, sealed)
    SELECT %(ref)s, %(subject)s, %(nonce)s, %(sealed)s FROM held WHERE kept
    ON CONFLICT (ref) DO UPDATE SET nonce = excluded.nonce, sealed = excluded.sealed
    RETURNING ref"""
_FOUND: LiteralString = """SELECT c.ref, c.nonce, c.sealed, c.subject_ref,
        s.key_id, s.master_key_id, s.wrapped_key
    FROM vault.contacts c JOIN vault.subjects s USING (subject_ref)
    WHERE c.subject_ref = ANY(%(subjects)s) OR c.ref = ANY(%(refs)s) ORDER BY c.ref"""
_ERASE: LiteralString = "DELETE FROM vault.contacts WHERE ref = ANY(%(refs)s) RETURNING 1"
_OVER: LiteralString = """DELETE FROM vault.subjects
    WHERE subject_ref LIKE %(kind)s AND subject_ref < %(before)s RETURNING 1"""


class Contacts:
    """The addresses of one vault, each under the key of its subject."""

    def __init__(self, rows: Rows, vault: Vault) -> None:
        self._rows, self._vault = rows, vault

    def keep(self, subject: str, ref: str, address: str) -> None:
        """Keep an address under a reference; what was there gives way. Raises CannotOpen, KeyMovedOn."""
        self._vault.put(_PUT, subject, contact_place(ref), address.encode(), ref=ref)

    def of(self, *, subjects: tuple[str, ...] = (), refs: tuple[str, ...] = ()) -> dict[str, str]:
        """Addresses by reference; what was erased is missing. Raises CannotOpen."""
        found = {}
        for ref, nonce, sealed, subject, *held in self._rows(
            _FOUND, {"subjects": list(subjects), "refs": list(refs)}
        ):
            by = opener(open_key(self._vault.keys, subject, held, "an address"))
            plain = unseal(by, contact_place(ref), nonce, sealed)
            if plain is None:
                raise CannotOpen("an address", held[1], "an address that was altered or moved")
            found[ref] = plain.decode()
        return found

    def erase(self, refs: tuple[str, ...]) -> int:
        """Delete addresses; how many there were."""
        return len(self._rows(_ERASE, {"refs": list(refs)}))

    def erase_before(self, kind: str, subject: str) -> int:
        """Destroy the keys of the subjects of a kind (what their names begin with) that come before one in
        order of name, and all that they opened; how many there were.
        """
        return len(self._rows(_OVER, {"kind": f"{kind}%", "before": subject}))
