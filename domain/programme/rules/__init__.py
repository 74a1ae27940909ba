"""What each command to a programme needs and records, by phase."""
