"""What a rule set makes of the counts of a vote (113-14 article 43)."""

from __future__ import annotations

from typing import Literal, NamedTuple

from domain.rules.rule_sets import MajorityRule, RuleSet

CastingVote = Literal["for", "against"]
Outcome = Literal["adopted", "rejected", "second_vote_required"]


class Counts(NamedTuple):
    """The counts of a vote. Abstentions are not votes cast."""

    votes_for: int
    votes_against: int
    abstentions: int = 0

    @property
    def cast(self) -> int:
        """Votes cast for or against."""
        return self.votes_for + self.votes_against

    @property
    def total(self) -> int:
        """Members who took part, abstaining or not."""
        return self.cast + self.abstentions

    @property
    def tied(self) -> bool:
        """As many for as against, and not none."""
        return self.votes_for == self.votes_against > 0


def votes_needed(majority: MajorityRule, counts: Counts, members_in_office: int) -> int:
    """How many votes an absolute majority is: over half of the votes cast, or of the members in office."""
    return (counts.cast if majority == "votes_cast" else members_in_office) // 2 + 1


def outcome_of(
    rules: RuleSet,
    majority_key: str,
    counts: Counts,
    members_in_office: int,
    *,
    casting_vote: CastingVote | None = None,
    vote_round: int = 1,
) -> Outcome:
    """Adopted, rejected, or a second vote where most are in favour but a qualified majority is missed.

    A tie follows the casting vote; without one (as in a secret vote) nothing is adopted. The source on the
    second vote does not say whether it also follows a first vote that most were against; here that is a
    rejection, as when the council of Majjat turned its action programme down by nine to six.
    """
    in_favour = casting_vote == "for" if counts.tied else counts.votes_for > counts.votes_against
    if not in_favour:
        return "rejected"
    majority = rules.majority_for(majority_key, vote_round)
    if majority == "votes_cast" or counts.votes_for >= votes_needed(majority, counts, members_in_office):
        return "adopted"
    return "second_vote_required" if vote_round == 1 else "rejected"
