"""The transparency log as pure functions of bytes: its tree, tiles, signed notes, checkpoints and proofs."""
