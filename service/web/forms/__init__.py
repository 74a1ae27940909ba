"""Forms of commands: what people fill in, made from the same models that take requests."""
