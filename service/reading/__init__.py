"""The reading side of one process: watches how far the read models are, and answers from them."""
