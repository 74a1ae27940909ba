"""Accounts: who can sign in, and by what."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import LiteralString, NamedTuple

from service.access.journal import ENTRY, Kind
from service.access.passwords import hashed, matches, outdated
from service.access.secrets_given import digest, keyed, new_ref, new_secret
from service.vault.contacts import Contacts
from service.vault.vault import Rows, Vault

LINK_LASTS = timedelta(hours=24)
_MAKE: LiteralString = """WITH done AS (
        INSERT INTO access.accounts (account_ref, email_digest, password_hash, illustrative)
        VALUES (%(account)s, %(email)s, %(password)s, %(illustrative)s)
        ON CONFLICT (email_digest) DO NOTHING RETURNING account_ref, NULL::text AS about)
    """
_FIND: LiteralString = """SELECT account_ref, password_hash, illustrative, made_at, closed_at
    FROM access.accounts WHERE email_digest = %(email)s::bytea OR account_ref = %(account)s::text"""
_ALL: LiteralString = """SELECT account_ref, password_hash, illustrative, made_at, closed_at
    FROM access.accounts ORDER BY made_at, account_ref"""
_DIGESTS: LiteralString = """SELECT account_ref, email_digest FROM access.accounts
    WHERE closed_at IS NULL"""
_PAGE: LiteralString = """SELECT account_ref, password_hash, illustrative, made_at, closed_at
    FROM access.accounts WHERE %(after)s::text IS NULL OR (made_at, account_ref) >
        (SELECT made_at, account_ref FROM access.accounts WHERE account_ref = %(after)s::text)
    ORDER BY made_at, account_ref LIMIT %(limit)s"""
_PASSWORD: LiteralString = """WITH done AS (
        UPDATE access.accounts SET password_hash = %(password)s
        WHERE account_ref = %(account)s AND closed_at IS NULL RETURNING account_ref, NULL::text AS about),
    ended AS (DELETE FROM access.sessions
        WHERE account_ref = %(account)s AND digest IS DISTINCT FROM %(kept)s::bytea),
    links AS (DELETE FROM access.one_time_links WHERE account_ref = %(account)s)
    """  # noqa: S105 - a statement
_REHASH: LiteralString = """UPDATE access.accounts SET password_hash = %(password)s
    WHERE account_ref = %(account)s AND password_hash = %(was)s RETURNING account_ref"""
_LINK: LiteralString = """WITH older AS (DELETE FROM access.one_time_links WHERE account_ref = %(account)s),
    done AS (
        INSERT INTO access.one_time_links (digest, account_ref, ends_at)
        SELECT %(digest)s, account_ref, clock_timestamp() + %(lasts)s FROM access.accounts
        WHERE account_ref = %(account)s AND closed_at IS NULL RETURNING account_ref, NULL::text AS about)
    """
_OF_LINK: LiteralString = "SELECT account_ref FROM access.one_time_links WHERE digest = %(digest)s"
_USE_LINK: LiteralString = """WITH done AS (
        DELETE FROM access.one_time_links WHERE digest = %(digest)s AND ends_at > clock_timestamp()
        RETURNING account_ref, NULL::text AS about)
    """
_CLOSE: LiteralString = """WITH done AS (
        UPDATE access.accounts SET closed_at = clock_timestamp(), password_hash = NULL,
            provider_digest = NULL, email_digest = %(email)s
        WHERE account_ref = %(account)s AND closed_at IS NULL RETURNING account_ref, NULL::text AS about),
    ended AS (DELETE FROM access.sessions WHERE account_ref = %(account)s),
    links AS (DELETE FROM access.one_time_links WHERE account_ref = %(account)s),
    tokens AS (UPDATE access.tokens SET revoked_at = clock_timestamp()
        WHERE account_ref = %(account)s AND revoked_at IS NULL),
    grants AS (UPDATE access.grants SET ended_at = clock_timestamp()
        WHERE account_ref = %(account)s AND ended_at IS NULL)
    """


class EmailTaken(Exception):
    """Another account has this e-mail address."""


class PasswordIsEmail(Exception):
    """The password to be is the account's own e-mail address, which is the first that anybody would try."""


class Account(NamedTuple):
    """An account, as far as the database says without the vault."""

    account_ref: str
    password_hash: str | None
    illustrative: bool
    made_at: datetime
    closed_at: datetime | None


def folded_email(email: str) -> str:
    """One form of an e-mail address: as it is compared, not as it is written to."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


class Accounts:
    """The accounts of one log. `secret` keys the digests by which e-mail addresses are found; `by` says in
    the journal who did it: an account, or the command line.
    """

    def __init__(self, rows: Rows, vault: Vault, secret: bytes) -> None:
        self._rows, self._vault, self._secret = rows, vault, secret
        self._contacts = Contacts(rows, vault)

    def make(self, email: str, *, by: str, password: str | None = None, illustrative: bool = False) -> str:
        """Make an account; returns its reference. `password` is a hash. Raises EmailTaken, CannotOpen."""
        account = new_ref("account")
        self._contacts.keep(account, account, email.strip())
        made = {"email": self._email_digest(email), "password": password, "illustrative": illustrative}
        if not self._journalled(_MAKE, Kind.ACCOUNT_MADE, account, by, **made):
            self._vault.erase_subject(account)
            raise EmailTaken
        return account

    def find(self, email: str) -> Account | None:
        """The account of an e-mail address, in any case of its letters; closed ones have none."""
        rows = self._rows(_FIND, {"email": self._email_digest(email), "account": None})
        return Account(*rows[0]) if rows else None

    def get(self, account: str) -> Account | None:
        """The account of a reference."""
        rows = self._rows(_FIND, {"email": None, "account": account})
        return Account(*rows[0]) if rows else None

    def email(self, account: str) -> str | None:
        """The e-mail address of an account, which a closed one has no more. Raises CannotOpen."""
        return self._contacts.of(subjects=(account,)).get(account)

    def all(self) -> list[tuple[Account, str | None]]:
        """Every account with its e-mail address, which closed ones have no more. Raises CannotOpen."""
        found = [Account(*row) for row in self._rows(_ALL, {})]
        emails = self._contacts.of(subjects=tuple(one.account_ref for one in found))
        return [(one, emails.get(one.account_ref)) for one in found]

    def out_of_reach(self) -> int:
        """How many open accounts this secret does not find by their own e-mail address, since they were made
        under another: nobody can sign in to them. Raises CannotOpen.
        """
        digests = dict(self._rows(_DIGESTS, {}))
        emails = self._contacts.of(subjects=tuple(digests))
        return sum(
            bytes(made) != self._email_digest(emails[account])
            for account, made in digests.items()
            if account in emails  # another has just closed it
        )

    def page(self, *, after: str | None = None, limit: int = 100) -> list[Account]:
        """Accounts in the order in which they were made, after one where one is given; the vault is not
        asked for their e-mail addresses.
        """
        return [Account(*row) for row in self._rows(_PAGE, {"after": after, "limit": limit})]

    def check(self, email: str, password: str) -> tuple[Account | None, bool]:
        """The account of an e-mail address, and whether this is its password. Takes as long for none as for a
        wrong one.
        """
        found = self.find(email)
        usable = found is not None and found.closed_at is None
        right = matches(found.password_hash if found and usable else None, password)
        if found and found.password_hash and right and outdated(found.password_hash):
            again = {"account": found.account_ref, "was": found.password_hash, "password": hashed(password)}
            self._rows(_REHASH, again)
        return found, right

    def has_password(self, account: str, password: str) -> bool:
        """Whether this is the password of an account."""
        found = self.get(account)
        return matches(found.password_hash if found else None, password)

    def set_password(self, account: str, password: str, *, by: str, kept: bytes | None = None) -> bool:
        """Set a password, end every session but the one `kept`, and take back open links. Raises
        PasswordIsEmail.
        """
        self._refuse_email(account, password)
        return self._journalled(
            _PASSWORD, Kind.PASSWORD_CHANGED, account, by, password=hashed(password), kept=kept
        )

    def issue_link(self, account: str, *, by: str) -> str | None:
        """The secret of a link that sets a new password once, within a day, in the place of an earlier one;
        None for no open account.
        """
        secret = new_secret()
        made = {"digest": digest(secret), "lasts": LINK_LASTS}
        return secret if self._journalled(_LINK, Kind.LINK_ISSUED, account, by, **made) else None

    def use_link(self, secret: str, password: str) -> str | None:
        """Set a password by a one-time link; the account whose it is, or None where the link was used before,
        is over, or never was. Raises PasswordIsEmail; the link can be used again then.
        """
        for (account,) in self._rows(_OF_LINK, {"digest": digest(secret)}):
            self._refuse_email(account, password)
        used = {"digest": digest(secret), "kind": Kind.LINK_USED, "by": None, "address": None}
        rows = self._rows(_USE_LINK + ENTRY, used)
        if not rows or not self.set_password(rows[0][0], password, by=rows[0][0]):
            return None
        return str(rows[0][0])

    def close(self, account: str, *, by: str) -> bool:
        """Close an account: nothing that it held holds any more, and its e-mail address is forgotten."""
        forgotten = secrets.token_bytes(32)
        done = self._journalled(_CLOSE, Kind.ACCOUNT_CLOSED, account, by, email=forgotten)
        if done:
            self._vault.erase_subject(account)
        return done

    def _refuse_email(self, account: str, password: str) -> None:
        found = self.find(password)
        if found is not None and found.account_ref == account:
            raise PasswordIsEmail

    def _email_digest(self, email: str) -> bytes:
        return keyed(self._secret, "e-mail", folded_email(email))

    def _journalled(
        self, statement: LiteralString, kind: Kind, account: str, by: str, **more: object
    ) -> bool:
        """Change something and say so in the journal, in one statement; False where nothing was changed."""
        found = {"account": account, "kind": kind, "by": by, "address": None, **more}
        return bool(self._rows(statement + ENTRY, found))
