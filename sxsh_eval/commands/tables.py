"""Commands for tables of enterprises and surveys."""

from __future__ import annotations

import click

COMMANDS: tuple[click.Command, ...] = ()
