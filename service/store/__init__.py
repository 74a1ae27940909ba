"""The log in PostgreSQL: append, read, and the eventsourcing library between."""
