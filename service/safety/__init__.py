"""What of a configuration is not safe, found before somebody else finds it."""
