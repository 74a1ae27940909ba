"""Steps that a programme waits for and that are commands of other records, by what they are about."""

from domain.programme.steps.elsewhere.commitments import COMMITMENTS
from domain.programme.steps.elsewhere.consultations import CONSULTATIONS
from domain.programme.steps.elsewhere.councils import COUNCILS
from domain.programme.steps.elsewhere.evaluation import EVALUATION
from domain.programme.steps.elsewhere.ideas import IDEAS

ELSEWHERE = (*IDEAS, *CONSULTATIONS, *COMMITMENTS, *EVALUATION, *COUNCILS)
