"""The openness programme's lifecycle: pure rules over immutable events. No clock, no random, no I/O."""
