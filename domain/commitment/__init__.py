"""Commitments of an adopted programme: milestones, deadlines, evidence, disputes."""
