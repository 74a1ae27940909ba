"""PostgreSQL itself: the embedded server or a named one, roles, databases, migrations."""
