"""What `make bench` measures: ratios of one thing to another in one run on one machine."""
