"""The accounts of the illustrative log: which of them their one password opens still."""

from __future__ import annotations

from pathlib import Path

from domain.kernel.values import Role
from service.access.access import Access
from service.access.illustrative import email_of, emails, make_accounts


def of_role(access: Access, role: Role) -> str:
    found = access.accounts.find(email_of(role))
    assert found is not None
    return found.account_ref


def test_only_accounts_that_the_first_password_opens_are_told_at_a_later_start(
    access: Access, tmp_path: Path
) -> None:
    first = make_accounts(access, tmp_path / "password")
    access.accounts.set_password(of_role(access, Role.FOCAL_POINT), "one of their own", by="test")
    access.accounts.close(of_role(access, Role.AUDITOR), by="test")
    access.accounts.set_password(of_role(access, Role.OPERATOR), first.password, by="test")

    later = make_accounts(access, tmp_path / "password")

    assert (first.emails, later.password) == (emails(), first.password)
    gone = {email_of(Role.FOCAL_POINT), email_of(Role.AUDITOR)}
    assert later.emails == [one for one in emails() if one not in gone]


def test_a_password_whose_file_was_lost_opens_none_and_is_told_of_none(
    access: Access, tmp_path: Path
) -> None:
    make_accounts(access, tmp_path / "password")
    (tmp_path / "password").unlink()

    assert make_accounts(access, tmp_path / "password").emails == []
