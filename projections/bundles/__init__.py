"""Bundles: what is recorded of one programme in one file that proves itself without the service that made it.

Nothing here needs a database or a network, so that whoever verifies a bundle trusts this program alone.
"""
