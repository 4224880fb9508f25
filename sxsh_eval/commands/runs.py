"""Commands that make reports: a fleet or a part of it, or saved reports in other languages and formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sxsh_eval.runs.carrying_out import Prepared
    from sxsh_eval.runs.following.telling import Teller
    from sxsh_eval.runs.following.values import Event

WITH_THEIR_OWN = ("tcp:", "tls:")
"""Schedulers whose workers have warm processes of their own."""
PATH = click.Path(path_type=Path)


@dataclass
class Session:
    """What outlives a command: where the traceback of a fault of ours goes."""

    log_folder: Path | None = None


LANGUAGE = click.option("--language", "languages", multiple=True, metavar="vi|en", help="Ngôn ngữ · Language.")
FORMAT = click.option(
    "--format", "formats", multiple=True, metavar="html|pdf|docx|xlsx", help="Định dạng · File format."
)
STUDY = click.option("--study", type=PATH, help="Tệp study.yml · Study file [parameters/study.yml].")
OUTPUTS = click.option("--outputs", type=PATH, help="Thư mục kết quả · Folder of outputs [outputs].")


@click.command()
@click.argument("file", required=False, type=PATH)
@click.option("--fleet", default="", help="Một loạt trong parameters/fleet.yml · A fleet of that file.")
@click.option("--province", "provinces", multiple=True, help="Tỉnh, tên hoặc mã · Province, name or slug.")
@click.option("--period", "periods", multiple=True, metavar="YYYY-YYYY", help="Giai đoạn · Period.")
@click.option("--notebook", default="", help="Sổ tay hoặc bước · Notebook or stage [province_report].")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Đổi một mục của study.yml; xem mọi mục: sxsh-eval settings · Change a setting; that command lists them.",
)
@click.option("--name", default="", help="Tên lần chạy · Name of the run [the fleet's, else latest].")
@LANGUAGE
@FORMAT
@click.option("--no-files", "without_files", is_flag=True, help="Không kết xuất tệp nào · Render no files.")
@click.option("--force", is_flag=True, help="Chạy lại cả khi không có gì đổi · Run again though nothing has changed.")
@click.option("--events", is_flag=True, hidden=True, help="JSON trên stdout · Events as lines of JSON.")
@click.option("--dry-run", is_flag=True, help="Chỉ in kế hoạch và lý do · Only print what would be done, and why.")
@click.option("--processes", type=click.IntRange(1), help="Số báo cáo chạy cùng lúc · Reports at a time.")
@click.option(
    "--scheduler", default="", metavar="tcp://…|local:N", help="Chạy trên cụm máy Dask · Run on a Dask cluster."
)
@click.option("--outputs", default="", help="Thư mục hoặc URL kết quả · Folder or URL of outputs [outputs].")
@STUDY
@click.pass_obj
def run(
    session: Session,
    /,
    file: Path | None,
    settings: tuple[str, ...],
    *,
    events: bool,
    dry_run: bool,
    processes: int | None,
    scheduler: str,
    **choices: Any,
) -> int:
    """Chạy sổ tay và lập báo cáo; việc gì không đổi thì bỏ qua. Không nêu gì: loạt mặc định của fleet.yml.

    Execute notebooks and make reports; what has not changed is skipped. Nothing named: the default fleet. With
    --fleet, provinces, periods and notebook choose a part of it, which brings along what it uses. FILE holds choices
    of a run (parameters/runs/*.yml, as the form saves them); options go before it.

    \b
    sxsh-eval run --province "Bình Định" --period 2016-2020
    sxsh-eval run --province binh-dinh --set thresholds.activity_shortfall_ratio=3 --name trial
    sxsh-eval run parameters/runs/example.yml
    sxsh-eval run --fleet demo --dry-run
    """  # noqa: D301 (\b is click's mark for lines to be left alone)
    cold = dry_run or scheduler.startswith(WITH_THEIR_OWN)
    make = partial(_prepared, session, file, settings, cold=cold, **choices)
    if events:
        return _told(session, make, processes, None if dry_run else scheduler)
    with make() as prepared:
        if dry_run:
            from sxsh_eval.runs.following.forecast import forecast_of
            from sxsh_eval.runs.local.executor import processes_here
            from sxsh_eval.runs.planning.shown import plan_text

            click.echo(plan_text(prepared.plan, forecast_of(prepared.plan, processes_here(processes)[0])))
            return 0
        from sxsh_eval.runs.carrying_out import carry_out

        return carry_out(prepared, processes, scheduler, lambda text: click.echo(text, err=True))


@contextmanager
def _prepared(
    session: Session, file: Path | None, settings: tuple[str, ...], *, cold: bool, outputs: str, **choices: Any
) -> Iterator[Prepared]:
    """Plan of a request; a warm process imports meanwhile, unless kernels are to be cold or elsewhere."""
    with ExitStack() as stack:
        warm = None
        if not cold:
            from sxsh_eval.runs.warm.process import warm_process

            warm = stack.enter_context(warm_process(silent=True))
        from sxsh_eval.runs.asking import prepare_asked
        from sxsh_eval.runs.carrying_out import rehearse

        prepared = prepare_asked(settings, file, outputs, **choices)
        session.log_folder = prepared.plan.outputs / prepared.plan.run
        if warm is not None:
            rehearse(prepared.plan, warm)
        yield prepared


def _told(
    session: Session, make: Callable[[], AbstractContextManager[Prepared]], processes: int | None, scheduler: str | None
) -> int:
    """Tell by events what becomes of a request; without a scheduler, not even an empty one, only its plan."""
    from sxsh_eval.runs.following.telling import told_as_events

    def carry_out(teller: Teller) -> Event:
        with make() as prepared:
            from sxsh_eval.runs.following.events import carried_out, only_planned

            if scheduler is None:
                return only_planned(prepared, processes, teller)
            return carried_out(prepared, processes, scheduler, teller)

    return told_as_events(carry_out, lambda: session.log_folder)


@click.command()
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
    from sxsh_eval.runs.planning.requests import chosen_forms, outputs_folder
    from sxsh_eval.runs.portal import write_portal

    place = outputs_folder(outputs, study)
    codes, forms = chosen_forms(languages, formats)
    folders = find_jobs(place, run_or_folder)
    session.log_folder = place
    results = [render_again(place, folder, codes, forms) for folder in folders]
    show_results(results, write_portal(place))
    return 0


COMMANDS = (run, render)
