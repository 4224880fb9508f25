"""The command that compares two runs."""

from __future__ import annotations

from pathlib import Path

import click

PATH = click.Path(path_type=Path)


@click.command("compare")
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--language", "languages", multiple=True, metavar="vi|en", help="Ngôn ngữ · Language.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="html|pdf|docx|xlsx",
    help="Định dạng · File format [html, xlsx].",
)
@click.option("--outputs", type=PATH, help="Thư mục kết quả · Folder of outputs [outputs].")
@click.option("--study", type=PATH, help="Tệp study.yml · Study file [parameters/study.yml].")
def compare(old: str, new: str, **choices: object) -> int:
    """So sánh hai lần chạy A (cũ) và B (mới): con số, lựa chọn, tệp đầu vào, phiên bản.

    Compare two runs, A (old) and B (new): names of runs, or folders of runs or of single reports.

    \b
    sxsh-eval compare latest trial
    sxsh-eval compare D:/cong-bo/2020 latest
    """  # noqa: D301 (\b is click's mark for lines to be left alone)
    from sxsh_eval.runs.comparison.compare import CompareRequest, compare_runs
    from sxsh_eval.runs.comparison.words import comparison_text

    click.echo(comparison_text(compare_runs(CompareRequest(old, new, **choices))))  # type: ignore[arg-type]
    return 0


COMMANDS: tuple[click.Command, ...] = (compare,)
