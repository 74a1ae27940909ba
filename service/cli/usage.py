"""How the command line explains its own use: Typer's texts in the language of the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import typer
from typer._click import exceptions
from typer.core import TyperCommand, TyperGroup

from service.cli.speech import Exit, say

_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "usage_arguments",
    "OPTIONS_PANEL_TITLE": "usage_options",
    "COMMANDS_PANEL_TITLE": "usage_commands",
    "REQUIRED_LONG_STRING": "usage_required",
    "DEFAULT_STRING": "usage_default",
    "ENVVAR_STRING": "usage_environment",
}
"""Typer's names of what its help shows, and the sentences that stand there instead."""


class ExplainedCommand(TyperCommand):
    """`infitah command`, which explains the command that is named beside `--help`, and lists all of them to
    programs where nothing but `--json` is given.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As Typer does, unless commands are to be explained or listed."""
        if args == ["--json"]:
            from service.cli.recording import print_commands  # noqa: PLC0415 - reads every command's fields

            print_commands()
            ctx.exit()
        if "--help" in args:
            from service.cli.explaining import explain  # noqa: PLC0415 - reads every command's fields
            from service.cli.recording import commands  # noqa: PLC0415

            known = commands()
            named = [known[arg] for arg in args if arg in known]
            if named:
                explain(named[0])
                ctx.exit()
        return super().parse_args(ctx, args)


def run(app: typer.Typer) -> int:
    """Run the command line; returns the code that it ends with, having explained what was not understood."""
    command = typer.main.get_command(app)
    _translate(command)
    try:
        return int(command.main(standalone_mode=False) or Exit.DONE)
    except exceptions.NoArgsIsHelpError as asked:
        asked.show()
        return Exit.USAGE
    except exceptions.UsageError as error:
        for line in _explained(error):
            typer.echo(line, err=True)
        return Exit.USAGE
    except typer.Abort:
        typer.echo(say("aborted"), err=True)
        return Exit.REFUSED


def _translate(command: Any) -> None:
    """Give a command and all under it their help option, and the names in their usage line, in our words."""
    command.options_metavar = say("usage_options_here")
    command.format_usage = partial(_format_usage, command)
    command.get_help_option = partial(_help_option, type(command).get_help_option, command)
    command.format_help = partial(_format_help, type(command).format_help, command)
    if isinstance(command, TyperGroup):
        command.subcommand_metavar = say("usage_command_here")
        for child in command.commands.values():
            _translate(child)


def _help_option(made: Callable[..., Any], command: TyperCommand, context: Any) -> Any:
    """The option that Typer makes, which it keeps and so is changed where it is."""
    option = made(command, context)
    if option is not None:
        option.help = say("usage_help")
    return option


def _format_help(made: Callable[..., Any], command: TyperCommand, context: Any, formatter: Any) -> None:
    from typer import rich_utils  # noqa: PLC0415 - takes long to load, and a service shows no help

    for name, code in _PANELS.items():
        setattr(rich_utils, name, say(code, value="{}"))
    made(command, context, formatter)


def _format_usage(command: TyperCommand, context: Any, formatter: Any) -> None:
    pieces = " ".join(command.collect_usage_pieces(context))
    formatter.write_usage(context.command_path, pieces, prefix=f"{say('usage')} ")


def _explained(error: exceptions.UsageError) -> list[str]:
    lines = [_reason(error)]
    if suggested := re.search(r"Did you mean (.*)\?", error.message):
        lines.append(say("usage_suggestion", found=suggested[1]))
    if error.ctx is not None:
        lines = [error.ctx.get_usage(), *lines, say("usage_hint", command=f"{error.ctx.command_path} --help")]
    return lines


def _reason(error: exceptions.UsageError) -> str:
    """What was not understood, told by the kind of the error; Typer's own words are English."""
    if isinstance(error, exceptions.NoSuchOption):
        return say("usage_no_option", name=error.option_name)
    if isinstance(error, exceptions.BadOptionUsage):
        return say("usage_option_value", name=error.option_name)
    if isinstance(error, exceptions.MissingParameter):
        return say("usage_missing", name=_name(error.param))
    if isinstance(error, exceptions.BadParameter):
        return _wrong_value(error.param, error.message)
    named = re.search(r"'(.*?)'|\((?!s\))(.*)\)", error.message)
    found = (named[1] or named[2]) if named else ""
    group = error.ctx is not None and isinstance(error.ctx.command, TyperGroup)
    return say("usage_no_command" if group else "usage_extra", found=found)


def _wrong_value(parameter: Any, message: str) -> str:
    name, least, most = _name(parameter), getattr(parameter, "min", None), getattr(parameter, "max", None)
    if choices := re.search(r" is not one of ('.*')", message):
        return say("usage_not_of", name=name, expected=choices[1].replace("'", ""))
    if least is not None and most is not None:
        return say("usage_out_of_range", name=name, least=least, most=most)
    return say("usage_wrong", name=name) if least is None else say("usage_too_small", name=name, least=least)


def _name(parameter: Any) -> str:
    """An option by its name, an argument as the usage line shows it."""
    return "?" if parameter is None else str(parameter.metavar or parameter.opts[0])
