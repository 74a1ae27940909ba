"""Who may do what: accounts, grants, sessions, tokens, the permission table and the access journal."""
