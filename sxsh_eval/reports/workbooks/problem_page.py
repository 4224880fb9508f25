"""The list of problems as one HTML file: no script, nothing loaded, Vietnamese with English below."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.inputs.tables.examined import Examined
from sxsh_eval.reports.render.templates import page_environment
from sxsh_eval.reports.workbooks.problem_lines import ProblemLine
from sxsh_eval.reports.workbooks.safe_book import EN, VI


def problem_page(examined: Examined, lines: Sequence[ProblemLine]) -> str:
    """Self-contained page.

    Parameters
    ----------
    examined : Examined
    lines : sequence of ProblemLine
        As `problem_lines` gives them.

    Returns
    -------
    str
        HTML in which every text of the data is escaped.
    """
    template = page_environment("sxsh_eval.reports.workbooks").get_template("problems.html.j2")
    groups = [(severity, [line for line in lines if line.severity == severity]) for severity in ("error", "warning")]
    return template.render(
        examined=examined,
        languages=(VI, EN),
        facts={language.code: fact_lines(examined, lines, language.code) for language in (VI, EN)},
        groups=[group for group in groups if group[1]],
    )


def fact_lines(examined: Examined, lines: Sequence[ProblemLine], code: str) -> list[str]:
    """What was read, and the balance of its rows."""
    language = VI if code == VI.code else EN
    balance = examined.balance
    numbers = {name: f"{getattr(balance, name)}" for name in ("read", "used", "refused", "deduplicated")}
    facts = [language.text("problems.table", title=language.words(examined.codebook.title))]
    if examined.cells.sheet:
        facts.append(language.text("problems.sheet_read", sheet=examined.cells.sheet))
    facts.append(language.text("problems.balance", **numbers))
    if balance.aside:
        facts.append(language.text("problems.aside", n=str(balance.aside)))
    errors = sum(line.severity == "error" for line in lines)
    counts = {"errors": str(errors), "warnings": str(len(lines) - errors)}
    facts.append(language.text("problems.counted", **counts) if lines else language.text("problems.none"))
    return facts
