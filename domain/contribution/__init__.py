"""Contributions to a public consultation: each in a stream of its own, counted or late, all answered."""
