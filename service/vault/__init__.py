"""Personal data beside the log: encrypted for each person, and gone with the person's key."""
