"""Command that makes pages of the tutorials."""

from __future__ import annotations

import click

LANGUAGE = click.option(
    "--language", "languages", multiple=True, type=click.Choice(["vi", "en"]), help="Ngôn ngữ · Language."
)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@LANGUAGE
def tutorials(names: tuple[str, ...], languages: tuple[str, ...]) -> int:
    """Chạy các bài hướng dẫn trong docs/tutorials rồi lập trang HTML ở outputs/tutorials.

    Execute the tutorials of docs/tutorials and write them as HTML pages to outputs/tutorials.

    \b
    sxsh-eval tutorials
    sxsh-eval tutorials 2_own_data --language vi
    """  # noqa: D301 (\b is click's mark for lines to be left alone)
    from sxsh_eval.runs.tutorials.building import build_tutorials

    build_tutorials(names, languages, lambda page: click.echo(f"✓ {page}"))
    return 0


COMMANDS: tuple[click.Command, ...] = (tutorials,)
