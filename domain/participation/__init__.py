"""What ideas and contributions share: an author, words sealed outside the log, consent and erasure."""
