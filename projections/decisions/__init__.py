"""Decisions: every act by which a body decides, whatever stream it is recorded in."""
