"""What is held of an account, for whoever it is about (law 09-08, articles 7 and 8)."""

from __future__ import annotations

from typing import Any

from service.access.access import Access
from service.access.journal import Kind

ALL = 100_000
"""Entries of the journal that one person could have."""


def exported(access: Access, account: str) -> dict[str, Any] | None:
    """An account with its e-mail address, grants, tokens, and its entries in the access journal with the
    addresses that are still kept, as JSON; None for no account. Raises CannotOpen.
    """
    found = access.accounts.get(account)
    if found is None:
        return None
    entries = access.journal.page(account=account, limit=ALL)
    known = access.sessions.addresses(tuple(one.address_ref for one in entries if one.address_ref))
    return {
        "account": account,
        "email": access.accounts.email(account),
        "made_at": found.made_at.isoformat(),
        "closed_at": found.closed_at.isoformat() if found.closed_at else None,
        "grants": [_plain(one._asdict()) for one in access.grants.of(account)],
        "tokens": [_plain(one._asdict()) for one in access.tokens.of(account)],
        "journal": [
            _plain(one._asdict()) | {"address": known.get(one.address_ref or "")} for one in reversed(entries)
        ],
    }


def erase(access: Access, account: str, *, by: str, basis: str) -> bool | None:
    """Close an account, and destroy its e-mail address and the addresses of its sign-ins. Entries of the
    journal stay, lead to nobody any more, and say on what legal `basis` they do not. False where nothing was
    left to erase, None for no account. Interrupted, it goes on when it is done again.
    """
    found = access.accounts.get(account)
    if found is None:
        return None
    entries = access.journal.page(account=account, limit=ALL)
    addresses = tuple(one.address_ref for one in entries if one.address_ref)
    vault = access.log.vault
    if found.closed_at and not vault.holds(account) and not access.sessions.addresses(addresses):
        return False
    access.journal.note(Kind.ACCOUNT_ERASED, account, by=by, about=basis)
    access.accounts.close(account, by=by)
    vault.erase_subject(account)  # where somebody was interrupted before it
    access.sessions.forget(addresses)
    return True


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
