"""The analyst's command line. Only light imports here: a command loads what it needs when it runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from sxsh_eval.commands import comparison, form, letters, runs, tables, tutorials
from sxsh_eval.commands.runs import Session
from sxsh_eval.errors import Problem, RunError, SxshError, UsageError, nearest

INTERRUPTED = 130
FAULT = 3


class Commands(click.Group):
    """Group that names the nearest command when one is unknown."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command as click does, with our own message when there is none."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            known = self.list_commands(ctx)
            values = {"known": ", ".join(known), "nearest": nearest(args[0], known) or "-"}
            raise UsageError([Problem("usage.unknown_command", "sxsh-eval", args[0], values)])
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 (click's form)
    if wanted:
        from sxsh_eval.runs.version import package_version

        click.echo(f"sxsh-eval {package_version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Phiên bản · Version."
)
def cli() -> None:
    """Đánh giá chiến lược sản xuất sạch hơn trong công nghiệp theo tỉnh và giai đoạn.

    Evaluate the strategy for cleaner production in industry, per province and period.
    """


OWN = (runs, comparison, letters, tables, form, tutorials)
for command in (one for module in OWN for one in module.COMMANDS):
    cli.add_command(command)


def _streams_to_utf8() -> None:
    """Print Vietnamese on any console, with a replacement rather than a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _usage_of(error: click.UsageError) -> UsageError:
    """Click's own complaint in the form of ours."""
    command = error.ctx.command_path if error.ctx else "sxsh-eval"
    possibilities = getattr(error, "possibilities", None) or []
    if isinstance(error, click.NoSuchOption):
        values = {"nearest": possibilities[0] if possibilities else "-", "help": f"{command} --help"}
        return UsageError([Problem("usage.unknown_option", command, error.option_name, values)])
    return UsageError([Problem("usage.call", command, error.format_message(), {"help": f"{command} --help"})])


def _report_fault(error: Exception, folder: Path | None) -> None:
    """Write the traceback to a file that the maintainer can be sent; name it in one line."""
    from sxsh_eval.runs.fault_log import fault_message, write_fault

    click.echo(fault_message(error, write_fault(error, folder)), err=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process.

    Returns
    -------
    int
        Exit code: 0 well, 1 data, 2 usage, 3 a fault of ours, 130 stopped by Ctrl-C.
    """
    _streams_to_utf8()
    session = Session()
    try:
        code = cli.main(arguments, prog_name="sxsh-eval", standalone_mode=False, obj=session)
    except click.UsageError as error:
        return _refuse(_usage_of(error))
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nĐã dừng; kết quả cũ vẫn được giữ nguyên. · Stopped; earlier results are untouched.", err=True)
        return INTERRUPTED
    except SxshError as error:
        return _refuse(error)
    except Exception as error:  # noqa: BLE001 (the last resort: one line and a log instead of a traceback)
        _report_fault(error, session.log_folder)
        return FAULT
    return code if isinstance(code, int) else 0


def _refuse(error: SxshError) -> int:
    click.echo(str(error), err=True)
    return error.code if isinstance(error, RunError) else error.exit_code
