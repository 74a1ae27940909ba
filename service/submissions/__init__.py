"""What citizens send without an account: given, followed and taken back by whoever has the tracking code."""
