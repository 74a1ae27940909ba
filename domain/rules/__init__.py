"""The rules of law as data: one rule set per type of collectivity and date in force."""
