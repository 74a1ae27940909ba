"""An illustrative programme of the commune of Demnate, from the first idea to closure, by commands only.

Demnate's real programme is not known. Everything here is invented to show the service at work: it is kept in
a log of its own that says so in every answer, it names roles and no people, and its clock is the scenario's.
"""
