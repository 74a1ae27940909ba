"""What is held of an account, for whoever it is about (law 09-08, articles 7 and 8)."""

from __future__ import annotations

from typing import Any

from service.access.access import Access

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


def erase(access: Access, account: str, *, by: str) -> bool:
    """Close an account, and destroy its e-mail address and the addresses of its sign-ins. Entries of the
    journal stay, and lead to nobody any more. False for no account.
    """
    if access.accounts.get(account) is None:
        return False
    access.accounts.close(account, by=by)
    entries = access.journal.page(account=account, limit=ALL)
    access.sessions.forget(tuple(one.address_ref for one in entries if one.address_ref))
    return True


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
