"""The analyst's command line. Only light imports here: a command loads what it needs when it runs."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sxsh_eval.commands import letters, tables
from sxsh_eval.errors import Problem, RunError, SxshError, UsageError, nearest

INTERRUPTED = 130
FAULT = 3
PATH = click.Path(path_type=Path)


@dataclass
class Session:
    """What outlives a command: where the traceback of a fault of ours goes."""

    log_folder: Path | None = None


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


LANGUAGE = click.option("--language", "languages", multiple=True, metavar="vi|en", help="Ngôn ngữ · Language.")
FORMAT = click.option(
    "--format", "formats", multiple=True, metavar="html|pdf|docx|xlsx", help="Định dạng · File format."
)
STUDY = click.option("--study", type=PATH, help="Tệp study.yml · Study file [parameters/study.yml].")
OUTPUTS = click.option("--outputs", type=PATH, help="Thư mục kết quả · Folder of outputs [outputs].")


@cli.command()
@click.option("--province", "provinces", multiple=True, help="Tỉnh, tên hoặc mã · Province, name or slug.")
@click.option("--period", "periods", multiple=True, metavar="YYYY-YYYY", help="Giai đoạn · Period.")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Đổi một mục của study.yml · Change a setting."
)
@click.option("--name", default="latest", show_default=True, help="Tên lần chạy · Name of the run.")
@click.option("--notebook", default="province_report", show_default=True, help="Sổ tay · Notebook.")
@LANGUAGE
@FORMAT
@OUTPUTS
@STUDY
@click.pass_obj
def run(session: Session, /, settings: tuple[str, ...], **choices: Any) -> int:
    """Chạy sổ tay và lập báo cáo; mọi lựa chọn đều lặp lại được, bỏ trống là lấy tất cả.

    Execute the notebook and make reports; choices can be repeated, left out they mean all.

    \b
    sxsh-eval run --province "Bình Định" --period 2016-2020
    sxsh-eval run --province binh-dinh --set thresholds.activity_shortfall_ratio=3 --name trial
    """  # noqa: D301 (\b is click's mark for lines to be left alone)
    from sxsh_eval.runs.console import show_results, shown_progress
    from sxsh_eval.runs.plan import Request, parse_settings, plan_jobs
    from sxsh_eval.runs.portal import write_portal
    from sxsh_eval.runs.session import run_jobs

    request = Request(settings=parse_settings(settings), **choices)
    jobs = plan_jobs(request)
    session.log_folder = jobs[0].outputs / jobs[0].run
    with shown_progress([job.name for job in jobs]) as progress:
        results = run_jobs(jobs, progress)
    show_results(results, write_portal(jobs[0].outputs))
    return max(result.exit_code for result in results)


@cli.command()
@click.argument("run_or_folder")
@LANGUAGE
@FORMAT
@OUTPUTS
@STUDY
@click.pass_obj
def render(
    session: Session,
    run_or_folder: str,
    languages: tuple[str, ...],
    formats: tuple[str, ...],
    outputs: Path | None,
    study: Path | None,
) -> int:
    """Kết xuất lại báo cáo đã có (report.json), không chạy sổ tay.

    Render saved reports again, without running a notebook.
    """
    from sxsh_eval.runs.again import find_jobs, render_again
    from sxsh_eval.runs.console import show_results
    from sxsh_eval.runs.plan import chosen_forms, outputs_folder
    from sxsh_eval.runs.portal import write_portal

    place = outputs_folder(outputs, study)
    codes, forms = chosen_forms(languages, formats)
    folders = find_jobs(place, run_or_folder)
    session.log_folder = place
    results = [render_again(place, folder, codes, forms) for folder in folders]
    show_results(results, write_portal(place))
    return 0


for command in (*letters.COMMANDS, *tables.COMMANDS):
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
    text = "".join(traceback.format_exception(error))
    try:
        if folder is None:
            raise FileNotFoundError
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "error.log"
        log.write_text(text, encoding="utf-8")
    except OSError:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="sxsh-eval-", suffix=".log", delete=False
        ) as file:
            file.write(text)
        log = Path(file.name)
    found = f"{type(error).__name__}: {str(error)[:200]}"
    click.echo(f"Lỗi của chương trình ({found}); chi tiết: {log} · A fault of the program; details: {log}", err=True)


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
