"""The reading side of one process: keeps the read models, watches how far they are, and answers from them."""
