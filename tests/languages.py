"""The languages that every text exists in."""

LANGUAGES = ("ar", "fr", "en")
