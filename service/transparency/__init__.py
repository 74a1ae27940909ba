"""The transparency log of one service: its key, its tree in the database, its checkpoints, its witnesses."""
