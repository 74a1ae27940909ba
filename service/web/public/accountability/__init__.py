"""What was recorded and when: histories, single events with their proofs, and what can be verified."""

from __future__ import annotations

from service.web.public.accountability.calendars import CALENDARS
from service.web.public.accountability.events import EVENT
from service.web.public.accountability.feeds import FEEDS
from service.web.public.accountability.histories import HISTORIES
from service.web.public.accountability.registers import REGISTERS
from service.web.public.accountability.replays import REPLAYS
from service.web.public.accountability.verifying import VERIFYING
from service.web.visiting import Page

ACCOUNTABILITY: tuple[Page, ...] = (*HISTORIES, *REPLAYS, *EVENT, *FEEDS, *CALENDARS, *VERIFYING, *REGISTERS)
