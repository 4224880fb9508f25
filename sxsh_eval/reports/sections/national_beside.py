"""The national effect, and the province's place in it, beside the province's own estimate."""

from __future__ import annotations

from sxsh_eval.estimates.national_store import NationalEstimates
from sxsh_eval.estimates.savings import Refused, Savings
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Mark, Num, Phrase, Value, Verbatim, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Table
from sxsh_eval.reports.sections.adoption_figures import Row
from sxsh_eval.reports.sections.common import count_cell, fewest_of, head, hidden_note, paragraph
from sxsh_eval.reports.sections.national_tables import percent

CAUSED = Mark(scale="evidence", name="caused")


def national_blocks(
    national: NationalEstimates | None, savings: Savings | Refused | None, inputs: Inputs, study: Study
) -> list[Block]:
    """Blocks that put a province's effect beside those of a national run.

    Parameters
    ----------
    national : NationalEstimates or None
        From `newest_national`.
    savings : Savings or Refused or None
        The province's own, from `estimate_savings`.
    inputs : Inputs
    study : Study

    Returns
    -------
    list of Block
        Nothing without a national run; a sentence with a table of the province's own effect, the country's, and the
        province's raw and shrunken effect in the national table.
    """
    if national is None:
        return []
    own = savings if isinstance(savings, Savings) else None
    stored = national.stored
    sentence = paragraph(
        "national.beside.intro" if own else "national.beside.national_only",
        run=Verbatim(text=national.run),
        firms=Num(value=stored.enterprises, unit="enterprise"),
        provinces=Num(value=stored.provinces, unit="province"),
    )
    return [sentence, beside_table(national, own, inputs.province, study)]


def beside_table(national: NationalEstimates, own: Savings | None, slug: str, study: Study) -> Table:
    """One row for each estimate that there is."""
    found: dict[str, tuple[Row, float]] = {}
    if own is not None:
        found["own"] = own.overall, int((own.panel.design.cohort >= 0).sum())
    found["whole"] = national.overall, national.stored.adopters
    for term in ("raw", "shrunk"):
        row = national.of_province(slug, term)
        if row is not None:
            found[term] = row, float(row["n_treated"])
    shown = [{**row, "n_treated": adopters} for row, adopters in found.values()]
    rows: list[tuple[Value | None, ...]] = [
        (
            phrase(f"national.beside.{name}"),
            count_cell({**row, "n_treated": adopters}, "n_treated"),
            percent(row),
            CAUSED,
        )
        for name, (row, adopters) in found.items()
    ]
    return Table(
        id="national_beside",
        title=phrase("table.national_beside"),
        columns=(
            head("whose_effect", share=2.6),
            head("adopters", share=1.0, align="right"),
            head("change_percent", share=1.6, align="right"),
            head("evidence", share=1.1),
        ),
        rows=tuple(rows),
        notes=(
            phrase("note.national_beside", level=Num(value=round(100 * study.level), unit="percent")),
            *hidden_note(shown),
        ),
        source=run_source(national),
        fewest=fewest_of(shown, "n_treated"),
    )


def run_source(national: NationalEstimates) -> Phrase:
    """Source: the national run."""
    run, period = Verbatim(text=national.run), as_years(national.stored.period)
    if national.stored.synthetic:
        return phrase("source.national_run_synthetic", run=run, period=period)
    return phrase("source.national_run", run=run, period=period)
