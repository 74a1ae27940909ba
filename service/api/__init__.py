"""The service over HTTP: commands, problems, documentation, log lines."""
