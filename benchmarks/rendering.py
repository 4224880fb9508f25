"""Rendering of one report, by stage, against the notebook's own computation and against nbconvert's HTML.

``python -m benchmarks.rendering``: medians in one warm process, CPU seconds; each round takes all in turn.
"""

from __future__ import annotations

import ast
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sxsh_eval.reports.model import Report

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "province_report.ipynb"
GIVEN = {
    "province": "binh-dinh",
    "period": "2016-2020",
    "study": str(ROOT / "parameters" / "study.yml"),
    "settings": {"data.synthetic": True},
}
ROUNDS = 5
Seconds = dict[str, list[float]]


def timed(seconds: Seconds, stage: str, act: Callable[[], Any]) -> Any:
    """What an act gives; its CPU seconds go to its stage."""
    start = time.process_time()
    made = act()
    seconds.setdefault(stage, []).append(time.process_time() - start)
    return made


def run_cell(source: str, names: dict[str, Any]) -> str:
    """One cell; gives what its last line shows in a notebook."""
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)  # noqa: S102 - our own notebook
    if "province: str" in source:
        names.update(GIVEN)
    if not isinstance(last, ast.Expr):
        return ""
    shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307 - our own notebook
    return str(getattr(shown, "_repr_html_", lambda: repr(shown))())


def compute(sources: list[str], output: Path) -> list[str]:
    """Run the notebook's cells as plain Python; gives what each shows."""
    names: dict[str, Any] = {"output": ""}
    shown = []
    for source in sources:
        shown.append(run_cell(source, names))
        names["output"] = str(output)
    return shown


def executed(sources: list[str], shown: list[str]) -> Any:
    """Notebook with its outputs, as nbconvert takes it."""
    import nbformat.v4 as form

    cells = [
        form.new_code_cell(source, outputs=[form.new_output("display_data", {"text/html": html})] if html else [])
        for source, html in zip(sources, shown, strict=True)
    ]
    return form.new_notebook(cells=cells)


def render(report: Report, seconds: Seconds) -> dict[str, bytes]:
    """All formats in both languages, each stage timed over both."""
    from sxsh_eval.reports.draw_pictures import draw_pictures
    from sxsh_eval.reports.language import LANGUAGES, Language
    from sxsh_eval.reports.render import docx, files, html, pdf, xlsx

    stages: dict[str, float] = {}
    made: dict[str, bytes] = {}
    with files.collecting_later():
        for code in LANGUAGES:
            language, one = Language.remembering(code), Seconds()
            pictures = timed(one, "drawing", lambda: draw_pictures(report, language))  # noqa: B023 - called at once
            timed(one, "pixels for Word", lambda: [picture.png for picture in pictures.values()])  # noqa: B023
            acts: dict[str, Callable[[], bytes]] = {
                "html": lambda: html.render_html(report, language, pictures),  # noqa: B023
                "pdf": lambda: pdf.render_pdf(report, language, pictures),  # noqa: B023
                "docx": lambda: docx.render_docx(report, language, pictures),  # noqa: B023
                "xlsx": lambda: xlsx.render_xlsx(report, language),  # noqa: B023
            }
            made |= {f"report.{code}.{form}": timed(one, form, act) for form, act in acts.items()}
            for stage, (spent,) in one.items():
                stages[stage] = stages.get(stage, 0.0) + spent
    for stage, spent in stages.items():
        seconds.setdefault(stage, []).append(spent)
    seconds.setdefault("rendering", []).append(sum(stages.values()))
    return made


def peer(notebook: Any) -> str:
    """HTML of the executed notebook by nbconvert, in the same warm process."""
    from nbconvert import HTMLExporter

    exporter: Any = HTMLExporter  # has no types
    return str(exporter().from_notebook_node(notebook)[0])


def main() -> None:
    """Print seconds by stage, the ratios, and the sizes of the files."""
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    from sxsh_eval.runs.saved_report import read_report

    content = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]
    seconds: Seconds = {}
    with tempfile.TemporaryDirectory() as name:
        for turn in range(ROUNDS + 1):
            folder = Path(name, str(turn))
            folder.mkdir()
            found = seconds if turn else {}  # the first round warms up
            shown = timed(found, "notebook", lambda: compute(sources, folder))  # noqa: B023 - called at once
            report = read_report(folder)
            made = render(report, found)
            timed(found, "nbconvert", lambda: peer(executed(sources, shown)))  # noqa: B023
    middle = {stage: median(values) for stage, values in seconds.items()}
    print(f"medians of {ROUNDS} in one warm process, CPU seconds, {os.cpu_count()} cores")
    for stage, value in middle.items():
        print(f"   {stage:<16} {value:6.2f} s")
    share = middle["rendering"] / middle["notebook"]
    print(f"rendering, 2 languages x 4 formats / notebook's own computation: {share:.2f}")
    print(f"rendering a file / nbconvert's HTML: {middle['rendering'] / len(made) / middle['nbconvert']:.2f}")
    for name, file in made.items():
        print(f"   {name:<16} {len(file) / 1e6:6.2f} MB")


if __name__ == "__main__":
    main()
