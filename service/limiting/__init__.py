"""How often something may be done: moving windows, counted for all processes together in PostgreSQL."""
