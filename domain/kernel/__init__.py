"""What every aggregate shares: values, the event envelope, guards, decide and evolve, corrections."""
