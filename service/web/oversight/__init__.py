"""The pages of those who look over all members: the coordination of the Network, auditors, operators. Each is
for the roles that see a private field of the permission table.
"""

from service.web.oversight.audit import AUDIT
from service.web.oversight.coordination import COORDINATION
from service.web.oversight.operation import OPERATION
from service.web.visiting import Page

OVERSIGHT: tuple[Page, ...] = (*COORDINATION, *AUDIT, *OPERATION)
