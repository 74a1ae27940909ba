"""The command line: the same commands, and the same refusals, as over HTTP."""
