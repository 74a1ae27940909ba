"""Documents: what they are and what their content hashes to; the content itself lies elsewhere."""
