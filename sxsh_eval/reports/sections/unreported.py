"""Sections of a province that has sent no letter: what its own data are, what they show, what cannot be judged."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.estimates.progress import Progress
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Listing, Num, as_name, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table, Text
from sxsh_eval.reports.sections.common import boxed, bullet, head, paragraph, province_name, target_text
from sxsh_eval.reports.sections.progress import indicator_title, verdict
from sxsh_eval.reports.sections.summary_words import basis, own_basis


def unreported_data(inputs: Inputs, rows: Sequence[Block]) -> Section:
    """Data and evidence of a province that has sent no letter: its tables, the chapters left out, what is missing."""
    named = Listing(items=tuple(phrase(f"data_named.{name}") for name in inputs.tables))
    answers = {"frame": "population", "counts": "survey", "energy": "enterprises", "money": "costs"}
    missing = ["letter", *(name for name, table in answers.items() if table not in inputs.tables)]
    kind = "synthetic" if inputs.synthetic else "tables"
    return Section(
        id="data",
        title=phrase("section.data"),
        blocks=(
            paragraph(f"data.no_letter_{kind}", province=province_name(inputs), tables=named),
            paragraph("data.left_out"),
            paragraph("data.missing"),
            *(bullet(f"data.missing_{name}") for name in missing),
            *rows,
        ),
    )


def target_list(progress: Progress, inputs: Inputs) -> Table:
    """Indicator, target, population, verdict: the scorecard of a province that has reported nothing."""
    rows = tuple(
        (
            indicator_title(inputs, judged),
            target_text(judged.target),
            as_name(inputs.registry.populations[judged.target.population].title),
            verdict(judged),
        )
        for judged in progress.judgements
    )
    return Table(
        id="scorecard",
        title=phrase("table.scorecard"),
        columns=(
            head("indicator", share=1.9),
            head("target", share=1.1),
            head("target_population", share=2.2),
            head("verdict", share=1.3),
        ),
        rows=rows,
        source=phrase("source.strategy"),
    )


def unreported_summary(progress: Progress, inputs: Inputs, study: Study, estimated: Sequence[Text]) -> Section:
    """Summary of a province that has sent no letter: what its data show, what cannot be judged."""
    province, number = province_name(inputs), len(progress.judgements)
    targets = [paragraph("progress.no_targets", period=as_years(study.period))]
    if number:
        targets = [paragraph("summary.targets_open", all=Num(value=number, unit="count"))]
    return Section(
        id="summary",
        alone=True,
        title=phrase("section.summary"),
        blocks=(
            boxed("summary.no_letter", province=province),
            paragraph("summary.shown" if estimated else "summary.nothing_shown"),
            *estimated,
            *targets,
            *([target_list(progress, inputs)] if number else []),
            paragraph("summary.cannot"),
            basis(*own_basis(None, inputs.tables)),
            paragraph("summary.next_letter", province=province),
        ),
    )
