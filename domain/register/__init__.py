"""The register that a press kit states: its facts as data, its text read, the commands that record it."""
