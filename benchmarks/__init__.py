"""What `make bench` measures: ratios of one thing to another in one run on one machine, never a time to be compared elsewhere."""
