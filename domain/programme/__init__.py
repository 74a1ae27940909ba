"""An openness programme from its beginning to its closure (domain notes, 5.2)."""
