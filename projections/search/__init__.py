"""Search: what people look for by words, in Arabic, French and English."""
