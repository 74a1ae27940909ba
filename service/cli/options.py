"""Options that many commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.speech import say

Illustrative = Annotated[bool, typer.Option("--illustrative", "-i", help=say("option_illustrative"))]
AsJson = Annotated[bool, typer.Option("--json", help=say("option_machine"))]
