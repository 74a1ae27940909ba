"""Public consultations on a draft: opened, closed, reported on."""
