"""Assessments: ratings of commitments on versioned scales, by the collectivity itself and independently."""
