"""Ideas: given by citizens, found admissible, and answered one by one with reasons."""
