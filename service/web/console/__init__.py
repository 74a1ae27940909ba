"""The pages of whoever signs in: tasks, records, the form of each command."""

from service.web.console.commanding import COMMANDING
from service.web.console.importing import IMPORTING
from service.web.console.records import RECORDS
from service.web.console.secretary import SECRETARY
from service.web.console.signing import SIGNING
from service.web.console.tasks import TASKS
from service.web.console.triage import TRIAGE
from service.web.console.uploading import UPLOADING
from service.web.visiting import Page

CONSOLE: tuple[Page, ...] = (
    *SIGNING,
    *TASKS,
    *RECORDS,
    *COMMANDING,
    *SECRETARY,
    *TRIAGE,
    *IMPORTING,
    *UPLOADING,
)
