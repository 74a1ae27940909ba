"""Read models: folds of the log into tables ready to be read, kept by one runner."""
