"""The service: settings, database, command handler, HTTP, command line."""
