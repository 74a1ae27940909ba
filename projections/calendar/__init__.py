"""The calendar: what has a day, from the states of sessions, workshops, consultations, commitments and
programmes.
"""
