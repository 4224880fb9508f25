"""Further parts of the energy chapter: energy per output by sector, and the letter's claim beside the effect."""

from __future__ import annotations

from sxsh_eval.estimates.savings import Savings
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Listing, Mark, Num, Range, Value, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.adoption_data import ClaimSurveyData, ClaimSurveyRow
from sxsh_eval.reports.charts.data import Reported
from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.figure_lines import based_on, told
from sxsh_eval.reports.model import Figure, Table
from sxsh_eval.reports.sections.adoption_claims import row_in_words
from sxsh_eval.reports.sections.adoption_figures import level_name, level_text, read_out, records
from sxsh_eval.reports.sections.common import (
    cell,
    count_cell,
    fewest_of,
    head,
    hidden_note,
    letter_source,
    titled,
)
from sxsh_eval.reports.sections.savings_figures import about, adopters, source_line, units

MEASURED = Mark(scale="evidence", name="measured")
THOUSAND = 1000  # from a million dong of output to a billion
INDICATORS = {"specific_energy_toe": 2, "specific_energy_gj": 1}


def intensity_table(savings: Savings, inputs: Inputs, study: Study) -> Table:
    """Energy per billion dong of output by sector, first and last year of the period."""
    if savings.intensity is None:
        raise ValueError("there is no intensity to show")
    found = savings.intensity.table
    ratios = {(row["indicator"], row["sector"], row["period"]): row for row in records(found[found["term"] == "ratio"])}
    sectors = sorted({str(sector) for sector in found["sector"]})
    years = sorted({str(period) for period in found["period"]})
    ends = (years[0], years[-1])
    rows: list[tuple[Value | None, ...]] = []
    for sector in sectors:
        cells: list[Value | None] = []
        for indicator, digits in INDICATORS.items():
            for year in ends:
                row = ratios.get((indicator, sector, year))
                cells.append(None if row is None else cell(row, "count", digits, THOUSAND))
        last = ratios.get(("specific_energy_toe", sector, ends[1]))
        n = count_cell(last) if last is not None else None
        name = level_name(inputs, "sector", sector) if sector else phrase("savings.all_sectors")
        rows.append((name, *cells, n))
    shown = [row for (_, _, year), row in ratios.items() if year in ends]
    first, last_year = (Num(value=int(year), unit="year") for year in ends)
    return Table(
        id="savings_intensity",
        title=phrase("table.intensity", first=first, last=last_year),
        columns=(
            head("sector_name", share=2.2),
            head("toe_first", share=1.3, align="right"),
            head("toe_last", share=1.3, align="right"),
            head("gj_first", share=1.4, align="right"),
            head("gj_last", share=1.4, align="right"),
            head("n", share=0.5, align="right"),
        ),
        rows=tuple(rows),
        notes=(phrase("note.intensity", level=level_text(study)), phrase("note.saved_units"), *hidden_note(shown)),
        source=source_line(savings, study),
        fewest=fewest_of(shown),
    )


def claim_figure(savings: Savings, inputs: Inputs, study: Study) -> Figure:
    """The letter's saving beside the caused one."""
    if savings.against is None or savings.claim_id is None:
        raise ValueError("there is no claim to show")
    one, claim = savings.against, inputs.claims[savings.claim_id]
    if claim.value is None:
        raise ValueError("the claim has no figure")
    limits = Range(low=one.claim[0], high=one.claim[1], unit="percent")
    measured = Effect(
        value=Num(value=round(one.estimate, 1), unit="percent", digits=1),
        interval=Reach.of(round(one.measured[0], 1), round(one.measured[1], 1), "percent", 1),
    )
    row = ClaimSurveyRow(
        label=titled(inputs.registry.indicators[claim.indicator].short),
        detail=as_name(inputs.registry.populations[claim.population].title) if claim.population else None,
        claim=Reported(value=claim.value, interval=limits),
        measured=measured,
        verdict=phrase(f"adoption.verdict.{one.verdict}") if one.verdict != "agrees" else phrase("savings.agrees"),
    )
    data = ClaimSurveyData(rows=(row,), level=100 * study.level)
    fewest = adopters(savings)
    return Figure(
        id="savings_claim",
        chart="claim_survey",
        data=data.model_dump(mode="json"),
        title=phrase("figure.savings_claim.title", claim=claim.value, value=told(measured.value, measured.interval)),
        subtitle=phrase("figure.savings_claim.subtitle", **about(study)),
        alt=phrase("figure.savings_claim.alt", rows=read_out([(row.label, row_in_words(row))])),
        notes=(phrase("note.claim_verdict"),),
        source=based_on(
            Listing(items=(letter_source(inputs.own_letter), source_line(savings, study))), units(savings), "comparison"
        ),
        fewest=fewest,
    )
