"""The command that compares two runs."""

from __future__ import annotations

from pathlib import Path

import click

from sxsh_eval.errors import Problem, UsageError

PATH = click.Path(path_type=Path)


@click.command("compare")
@click.argument("old", metavar="A")
@click.argument("new", metavar="[B]", required=False)
@click.option("--language", "languages", multiple=True, metavar="vi|en", help="Ngôn ngữ · Language.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="html|pdf|docx|xlsx",
    help="Định dạng · File format [html, xlsx].",
)
@click.option("--outputs", default="", help="Thư mục kết quả · Folder of outputs [outputs].")
@click.option("--study", type=PATH, help="Tệp study.yml · Study file [parameters/study.yml].")
def compare(old: str, new: str | None, outputs: str, **choices: object) -> int:
    """So sánh hai lần chạy A (cũ) và B (mới): con số, lựa chọn, tệp đầu vào, phiên bản.

    Không nêu B: lần chạy gần nhất của A đã thay đổi những gì.

    Compare two runs, A (old) and B (new): names of runs, or folders of runs or of single reports. Without B: what the
    last run of A has changed.

    \b
    sxsh-eval compare latest trial
    sxsh-eval compare latest
    sxsh-eval compare D:/cong-bo/2020 latest
    """  # noqa: D301 (\b is click's mark for lines to be left alone)
    from sxsh_eval.runs.comparison.compare import CompareRequest, compare_runs
    from sxsh_eval.runs.comparison.words import comparison_text
    from sxsh_eval.runs.stores.address import is_store, local_outputs

    if is_store(outputs):
        raise UsageError([Problem("compare.store", "--outputs", outputs)])
    place = local_outputs(outputs) if outputs else None
    click.echo(comparison_text(compare_runs(CompareRequest(old, new, outputs=place, **choices))))  # type: ignore[arg-type]
    return 0


COMMANDS: tuple[click.Command, ...] = (compare,)
