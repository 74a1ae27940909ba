"""Co-creation workshops: announced with an agenda, held with attendance counts."""
