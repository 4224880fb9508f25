"""Section: how much energy adopting really saved, how sure that is, and what the letter said."""

from __future__ import annotations

from sxsh_eval.estimates.effects.advice import Advice
from sxsh_eval.estimates.national_store import NationalEstimates
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.savings import Refused, Savings
from sxsh_eval.estimates.savings_checks import SavingsChecks
from sxsh_eval.estimates.site_savings import SiteSavings
from sxsh_eval.estimates.specifications import percent_change
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Mark, Num, Range, Span, Value, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table, Text
from sxsh_eval.reports.sections.adoption_figures import level_text, records
from sxsh_eval.reports.sections.common import (
    boxed,
    bullet,
    cell,
    claim_value,
    fewest_of,
    head,
    hidden_note,
    needed,
    paragraph,
    why,
    with_range,
    withheld,
)
from sxsh_eval.reports.sections.missing import panel_needed_section
from sxsh_eval.reports.sections.national_beside import national_blocks
from sxsh_eval.reports.sections.savings_cells import QUANTITIES, known_amounts, known_cell, lacks_co2
from sxsh_eval.reports.sections.savings_checks import ALPHA, check_blocks
from sxsh_eval.reports.sections.savings_decomposition import decomposition_figure
from sxsh_eval.reports.sections.savings_figures import (
    adopters,
    breakdown_value,
    change,
    event_figure,
    sensitivity_figure,
    source_line,
    specifications_figure,
    units,
)
from sxsh_eval.reports.sections.savings_tables import claim_figure, intensity_table
from sxsh_eval.reports.sections.sites import site_blocks

CAUSED = Mark(scale="evidence", name="caused")
MEASURED = Mark(scale="evidence", name="measured")


def message(savings: Savings, study: Study) -> list[Block]:
    """The saving in a sentence, then against the letter."""
    value, low, high = percent_change(savings.overall)
    sign = "saved" if high < 0 else "rose" if low > 0 else "unclear"
    saved = Num(value=round(abs(value), 1), unit="percent_change", digits=1)
    ends = sorted((round(-high, 1), round(-low, 1))) if sign != "rose" else sorted((round(low, 1), round(high, 1)))
    common: dict[str, Value] = {
        "value": saved,
        "interval": Range(low=ends[0], high=ends[1], unit="percent_change", digits=1),
        "level": level_text(study),
        "n": units(savings),
        "adopters": Num(value=adopters(savings), unit="enterprise"),
    }
    return [boxed(f"savings.message_{sign}", **common), paragraph("savings.what_it_means")]


def against(savings: Savings, inputs: Inputs) -> list[Block]:
    """The letter's saving beside the caused one."""
    if inputs.letter is None:
        return []
    if savings.against is None or savings.claim_id is None:
        return [paragraph("savings.no_claim")]
    one = savings.against
    interval = Range(low=round(one.measured[0], 1), high=round(one.measured[1], 1), unit="percent_change", digits=1)
    return [
        paragraph(
            f"savings.verdict.{one.verdict}",
            claim=claim_value(inputs.claims[savings.claim_id]),
            value=Num(value=round(one.estimate, 1), unit="percent_change", digits=1),
            interval=interval,
        )
    ]


def quantity_table(saved: Estimates, savings: Savings, study: Study) -> Table:
    """TOE, GJ and tCO2 saved in each year and in all."""
    known = known_amounts(saved).table
    table = known[(known["sector"] == "") & (known["province"] == "")]
    by_cell = {(row["indicator"], row["period"], row["term"]): row for row in records(table)}
    periods = sorted({str(period) for period in table["period"]}, key=lambda name: (len(name), name))
    partial = (phrase("note.national_co2_part"),) if lacks_co2(saved) else ()
    shown = records(table[table["term"] == "amount"])
    rows: list[tuple[Value | None, ...]] = []
    for period in periods:
        cells: list[Value | None] = []
        for indicator in QUANTITIES:
            row = by_cell.get((indicator, period, "amount"))
            cells.append(known_cell(row))
        percent = by_cell.get(("saved_energy_toe", period, "percent"))
        share = cell(percent, "percent_change", 1) if percent is not None else None
        rows.append((year_cell(period), *cells, share, CAUSED))
    return Table(
        id="savings_quantity",
        title=phrase("table.savings_quantity"),
        columns=(
            head("year", share=0.8),
            head("saved_toe", share=1.6, align="right"),
            head("saved_gj", share=1.8, align="right"),
            head("saved_tco2", share=1.6, align="right"),
            head("saved_percent", share=1.3, align="right"),
            head("evidence", share=1.1),
        ),
        rows=tuple(rows),
        notes=(
            phrase("note.saved", level=level_text(study)),
            *partial,
            phrase("note.saved_units"),
            *hidden_note(shown),
        ),
        source=source_line(savings, study),
        fewest=fewest_of(shown),
    )


def year_cell(period: str) -> Value:
    """Year or span of years."""
    first, _, last = period.partition("-")
    return as_years(Span(first=int(first), last=int(last))) if last else Num(value=int(first), unit="year")


def specification_table(savings: Savings, study: Study) -> Table:
    """Every estimator with its number or the reason for none."""
    rows: list[tuple[Value | None, ...]] = []
    for one in savings.alternatives:
        percent = one.percent
        shown = (
            with_range(percent, "percent_change", 1)
            if percent
            else phrase("savings.refused_because", needed=needed(one.refusals))
        )
        grade = MEASURED if one.family == "naive" else CAUSED
        rows.append((phrase(f"specification.family.{one.family}"), phrase(f"specification.{one.name}"), shown, grade))
    return Table(
        id="savings_specifications_table",
        title=phrase("table.specifications"),
        columns=(
            head("family", share=1.1),
            head("estimator", share=2.6),
            head("change_percent", share=1.6, align="right"),
            head("evidence", share=1.1),
        ),
        rows=tuple(rows),
        notes=(phrase("note.specifications", level=level_text(study)),),
        source=source_line(savings, study),
        fewest=adopters(savings),
    )


def tests(savings: Savings) -> list[Block]:
    """What the tests say, in sentences."""
    pretest = savings.effects.pretest
    blocks: list[Block] = []
    if pretest.p_value == pretest.p_value:
        verdict = "differs" if pretest.p_value < ALPHA else "alike"
        p_value = Num(value=round(float(pretest.p_value), 3), unit="count", digits=3)
        blocks.append(bullet(f"savings.pretrend_{verdict}", p=p_value))
    if savings.power is not None:
        slope = savings.power.table.row("slope:0.8")
        value = change(100 * abs(float(slope["estimate"])))
        blocks.append(bullet("savings.power", slope=value))
    if savings.bounds is not None:
        blocks.append(bullet(f"savings.{savings.bounds.breakdown_reason}", value=breakdown_value(savings)))
    if savings.bacon is not None:
        row = savings.bacon.table[savings.bacon.table["term"] == "type:later_vs_earlier"]
        if len(row) and "weight" in row:
            weight = Num(value=round(100 * float(row["weight"].iloc[0]), 1), unit="percent", digits=1)
            blocks.append(bullet("savings.bacon", weight=weight))
    return blocks


def advice_table(advice: tuple[Advice, ...], savings: Savings, study: Study) -> Table:
    """Which designs these data allow."""
    rows = tuple(
        (
            phrase(f"design.{one.name}"),
            phrase(f"design.verdict.{one.verdict}"),
            phrase(f"design.reason.{one.reason}", count=Num(value=int(one.count), unit="count")),
        )
        for one in advice
    )
    return Table(
        id="savings_advice",
        title=phrase("table.advice"),
        columns=(head("design", share=1.6), head("possible", share=0.9), head("because", share=3.0)),
        rows=rows,
        source=source_line(savings, study),
        fewest=adopters(savings),
    )


def warnings(savings: Savings) -> list[Block]:
    """Warnings on energy, and parts that are missing."""
    problems = [problem for problem in savings.panel.problems if problem.severity == "warning"]
    found: list[Block] = []
    if problems:
        found.append(Text(phrase=phrase("savings.warnings", why=why(tuple(problems))), style="note"))
    found += [
        Text(
            phrase=phrase("savings.part_missing", part=phrase(f"savings.part.{part}"), why=why(reasons)),
            style="warning",
        )
        for part, reasons in savings.refusals.items()
    ]
    return found


def refused_section(refused: Refused) -> Section:
    """Why no effect can be estimated."""
    blocks: list[Block] = [Text(phrase=phrase("savings.refused_whole", why=why(refused.problems)), style="warning")]
    return Section(id="savings", title=phrase("savings.title"), blocks=tuple(blocks))


def with_blocks(section: Section, more: list[Block]) -> Section:
    """Section with further blocks at its end."""
    return section.model_copy(update={"blocks": (*section.blocks, *more)})


def savings_section(
    savings: Savings | Refused | None,
    inputs: Inputs,
    study: Study,
    checks: SavingsChecks | None = None,
    national: NationalEstimates | None = None,
    sites: tuple[SiteSavings, ...] | Refused | None = None,
) -> Section:
    """Energy that adopting saved, or the data that would answer it.

    Parameters
    ----------
    savings : Savings or Refused or None
        From `estimate_savings`.
    inputs : Inputs
    study : Study
    checks : SavingsChecks, optional
        From `check_savings`.
    national : NationalEstimates, optional
        From `newest_national`: shown beside the province's own effect, or in its place.
    sites : tuple of SiteSavings or Refused, optional
        From `estimate_site_savings`: shown at the end.

    Returns
    -------
    Section
        Saving in words, letter beside it, effect by year since adoption, other estimators, tests, quantities,
        decomposition, designs that the data allow, savings of metered sites.
    """
    metered = [withheld(sites.problems)] if isinstance(sites, Refused) else site_blocks(sites, inputs, study)
    beside = national_blocks(national, savings, inputs, study)
    if savings is None:
        return with_blocks(panel_needed_section(inputs, study), [*beside, *metered])
    if isinstance(savings, Refused):
        return with_blocks(refused_section(savings), [*beside, *metered])
    blocks = effect_blocks(savings, inputs, study, checks, beside)
    return Section(id="savings", title=phrase("savings.title"), blocks=(*blocks, *metered))


def effect_blocks(
    savings: Savings, inputs: Inputs, study: Study, checks: SavingsChecks | None, beside: list[Block]
) -> list[Block]:
    """The effect of adopting with everything that bears on it; the country's estimate after the event study."""
    blocks: list[Block] = []
    if savings.synthetic:
        blocks.append(Text(phrase=phrase("adoption.synthetic"), style="warning"))
    blocks += [*message(savings, study), *against(savings, inputs)]
    if savings.against is not None:
        blocks.append(claim_figure(savings, inputs, study))
    blocks += [paragraph("savings.events"), event_figure(savings, study)]
    blocks += beside
    if savings.saved is not None:
        period = as_years(study.period)
        blocks += [paragraph("savings.quantity", period=period), quantity_table(savings.saved, savings, study)]
    blocks += [paragraph("savings.specifications"), specifications_figure(savings, study)]
    blocks += [specification_table(savings, study), paragraph("savings.tests"), *tests(savings), *check_blocks(checks)]
    if savings.bounds is not None:
        blocks.append(sensitivity_figure(savings, study))
    if savings.intensity is not None:
        blocks += [paragraph("savings.intensity"), intensity_table(savings, inputs, study)]
    if savings.decomposition is not None:
        blocks += [paragraph("savings.decomposition"), decomposition_figure(savings, study)]
    return [*blocks, paragraph("savings.advice"), advice_table(savings.advice, savings, study), *warnings(savings)]
