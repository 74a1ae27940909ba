"""Council sessions: agenda, convocations, quorum by attempt, sittings, votes, minutes."""
