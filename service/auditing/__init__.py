"""Auditing a live log from outside, over HTTP, as a stranger to the service that serves it."""
