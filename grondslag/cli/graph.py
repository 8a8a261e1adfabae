"""Commands that make the graph, reason over its terms, and serve it."""

from __future__ import annotations

import click

from grondslag import build as builder
from grondslag.content import content
from grondslag.query.saved import Catalogue
from grondslag.remote.store import open_store
from grondslag.settings import Settings


def say(message: str) -> None:
    """Tell a step of long work on standard error, so that standard output stays the answer."""
    click.echo(f"grondslag: {message}", err=True)


@click.command()
@click.option("--without-registers", is_flag=True, help="Leave out the registers that were imported.")
def build(without_registers: bool) -> None:
    """Make the graph from the files and publish it as a new generation.

    Reads ontology/, data/ and shapes/, derives, validates, then switches. A file that does not parse stops the build
    with its line and column, and the former generation goes on serving. Unchanged files publish nothing new. Imported
    registers and loaded texts of statutes are taken along.
    """
    generation = builder.build(Settings.from_environment(), content(), say, with_registers=not without_registers)
    click.echo(
        f"generation {generation.id}: {generation.manifest['quads']} statements, report {generation.manifest['report']}"
    )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Serve the site, the saved queries and the SPARQL endpoint of the current generation.

    Needs a build first. Stops cleanly on Ctrl-C or SIGTERM.
    """
    # Only this command needs the web application; the core never does.
    from webapp.server import serve as serve_site

    settings = Settings.from_environment()
    generation = open_store(settings).current()
    if not generation.is_on_server:
        generation.open()
    for fault in Catalogue(content().queries, settings.queries).faults():
        say(f"going on without a saved query: {fault}")
    serve_site(settings, host=host, port=port, ready=lambda url: say(f"serving generation {generation.id} at {url}"))


@click.command()
@click.option("--check", is_flag=True, help="Only compare with the committed hierarchy; write nothing.")
def reason(check: bool) -> None:
    """Check the ontology with the reasoner HermiT and write the inferred hierarchy.

    Fails with the names of what contradicts. Needs Java; nothing else does.
    """
    from grondslag import reason as reasoner

    outcome = reasoner.reason(content(), write=not check)
    click.echo(f"consistent: {outcome.classes} classes, none unsatisfiable; {outcome.file}")
