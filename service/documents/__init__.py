"""The contents of documents: beside the events, in a directory, each looked at anew whenever it is read."""
