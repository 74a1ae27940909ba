"""The pages that everybody reads, area by area."""

from service.web.public.accountability import ACCOUNTABILITY
from service.web.public.calendar import CALENDAR
from service.web.public.collectivities import COLLECTIVITIES
from service.web.public.document import DOCUMENT
from service.web.public.home import HOME
from service.web.public.network import NETWORK
from service.web.public.participation import PARTICIPATION
from service.web.public.programme import PROGRAMME
from service.web.public.region import REGION
from service.web.public.search import SEARCH
from service.web.visiting import Page

PUBLIC: tuple[Page, ...] = (
    *HOME,
    *NETWORK,
    *REGION,
    *COLLECTIVITIES,
    *PROGRAMME,
    *DOCUMENT,
    *CALENDAR,
    *SEARCH,
    *PARTICIPATION,
    *ACCOUNTABILITY,
)
