"""Tests of the portal and the console."""
