"""The command line: a thin second face of the core, and the only place that prints or exits.

Exit codes: 0 fine, 1 findings of severity Violation, 2 usage or bad input, 3 failure; 141 when whoever reads the
output stops reading.
"""

from __future__ import annotations

import os
import select
import sys
from typing import Any

import click

from grondslag import __version__
from grondslag.cli.backup import backup, restore
from grondslag.cli.doctor import doctor
from grondslag.cli.explain import explain
from grondslag.cli.export import export
from grondslag.cli.graph import build, reason, serve
from grondslag.cli.harvest import harvest
from grondslag.cli.query import queries, query
from grondslag.cli.register import import_register, registers
from grondslag.cli.report import report
from grondslag.cli.snapshot import snapshot
from grondslag.cli.template import template
from grondslag.cli.validate import validate
from grondslag.cli.whatif import bases, impact
from grondslag.errors import BadInput, GrondslagError, NotFound

FINDINGS, BAD_INPUT, FAILURE = 1, 2, 3
# What a shell tells of a command that a closed pipe ended: 128 and the number of SIGPIPE.
CLOSED_PIPE = 141


class _Commands(click.Group):
    """Turns the core's errors into a message on standard error and an exit code, in this one place."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GrondslagError as error:
            click.echo(f"grondslag: {error}", err=True)
            ctx.exit(BAD_INPUT if isinstance(error, BadInput | NotFound) else FAILURE)
        except UnicodeDecodeError as error:
            click.echo(f"grondslag: The input is not UTF-8 at byte {error.start}. Expected text in UTF-8.", err=True)
            ctx.exit(BAD_INPUT)
        except OSError as error:
            if isinstance(error, BrokenPipeError) and _output_is_closed():
                ctx.exit(CLOSED_PIPE)
            # A disk, a folder or a socket that says no: a traceback would explain nothing.
            click.echo(f"grondslag: {error.strerror or error}: {error.filename or 'no file named'}", err=True)
            ctx.exit(FAILURE)


def _output_is_closed() -> bool:
    """Whether nobody reads our output any more, as in `grondslag harvest | head`; if so, what is left goes nowhere."""
    closed = False
    for stream in (sys.stdout, sys.stderr):
        ends = select.poll()
        ends.register(stream, 0)
        if any(event & select.POLLERR for _, event in ends.poll(0)):
            closed = True
            # Python writes out what still waits as it ends, and would complain of it.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
    return closed


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="grondslag")
def cli() -> None:
    """Who gives which personal data to whom, for which task, under which article, on which date.

    \b
    First steps:
      grondslag build                               make the graph from the files
      grondslag queries                             what can be asked
      grondslag query recipients-of-health-data     ask it
      grondslag validate                            check the graph against the rules
      grondslag explain flow/000/first-delivery     why a basis is shown or not, step by step
      grondslag serve                               browse it at http://127.0.0.1:8000

    GRONDSLAG_HOME names the folder of the store and all state. Exit codes: 0 fine, 1 findings of severity Violation,
    2 usage or bad input, 3 failure. Nothing here declares a flow lawful.
    """


ASKING = (query, queries, validate, report, explain, bases, impact)
REGISTERS = (template, import_register, registers, export)
for command in (build, serve, *ASKING, *REGISTERS, harvest, reason, snapshot, backup, restore, doctor):
    cli.add_command(command)


def main() -> None:
    """Run the command line."""
    # Output in UTF-8 whatever the locale: labels are Dutch, and a pipe must not lose them.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    cli(prog_name="grondslag")
