"""One file per event type and schema version, with the exact bytes of one event as first stored.

`GOLDEN=write pytest tests/domain tests/kernel` adds a file for each type that has none yet; it never rewrites
one: stored bytes are for ever, so a test that fails here asks for a new schema version and an upcaster, not
for a new file.

A field that was added later and is absent from older bytes needs no new version; one more file,
`TYPE.WHAT.vN.json`, keeps the bytes of an event that has it.
"""
