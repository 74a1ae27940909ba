"""Participation and what it led to: ideas, consultations, votes, commitments, and the forms of citizens."""

from service.web.public.assessments import ASSESSMENTS
from service.web.public.commitments import COMMITMENTS
from service.web.public.consultations import CONSULTATIONS
from service.web.public.councils import COUNCILS
from service.web.public.following import FOLLOWING
from service.web.public.ideas import IDEAS
from service.web.public.sending import SENDING
from service.web.public.workshops import WORKSHOPS

PARTICIPATION = (
    *IDEAS,
    *CONSULTATIONS,
    *COUNCILS,
    *SENDING,
    *FOLLOWING,
    *COMMITMENTS,
    *WORKSHOPS,
    *ASSESSMENTS,
)
