"""Commands that read and write official letters."""

from __future__ import annotations

import click

COMMANDS: tuple[click.Command, ...] = ()
