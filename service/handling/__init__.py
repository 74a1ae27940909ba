"""From a typed command to recorded events: read what it rests on, decide, append, answer."""
