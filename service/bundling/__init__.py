"""Bundles as the service makes them, from its log."""
