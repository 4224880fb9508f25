"""Section: what cleaner production cost, per adopter, TOE, tonne of CO2, and what came back."""

from __future__ import annotations

from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.province_costs import RETURNS, ProvinceCosts
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Mark, Num, Phrase, Value, Years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table, Text
from sxsh_eval.reports.sections.adoption_figures import Row, level_text
from sxsh_eval.reports.sections.common import boxed, bullet, head, paragraph, why, withheld
from sxsh_eval.reports.sections.cost_cells import cell, counted_adopters, number_of, perspective, rows_by, source_line

MEASURES = ("total", "per_adopter", "per_energy_toe", "per_emissions_tco2_fixed")
LATER = "per_energy_toe_discounted"


def year(value: int) -> Num:
    """A calendar year."""
    return Num(value=value, unit="year")


def ends(costs: ProvinceCosts) -> dict[str, Value]:
    """First and last year of the account."""
    return {"first": year(costs.years.first), "last": year(costs.years.last)}


def spent_phrase(costs: ProvinceCosts) -> Phrase:
    """Who spent how much."""
    rows = rows_by(costs.observed)
    if costs.spent.evidence == "claimed":
        known = [int(one) for one in costs.spent.table["year"]]
        total, _ = number_of(rows[perspective(costs), "total"])
        return phrase("costs.spent_claimed", total=total, years=Years(first=min(known), last=max(known)))
    payers = costs.spent.payers
    amounts: dict[str, Value] = {payer: number_of(rows[payer, "total"])[0] for payer in payers}
    name = "both" if len(payers) > 1 else payers[0]
    return phrase(f"costs.spent_{name}", **ends(costs), **amounts)


def unit_phrase(costs: ProvinceCosts, study: Study) -> Phrase:
    """What a TOE cost, or why that cannot be said."""
    who = perspective(costs)
    row = rows_by(costs.observed).get((who, "per_energy_toe"))
    if row is None:
        return phrase("costs.unit_no_data")
    if row["estimate"] != row["estimate"]:
        return phrase("costs.unit_no_saving")
    number, interval = number_of(row)
    if interval is None:
        return phrase("costs.unit_not_shown")
    key = "both" if who == "all" else who
    return phrase(f"costs.unit_{key}", value=number, interval=interval, level=level_text(study))


def letter_adopters(costs: ProvinceCosts) -> list[Block]:
    """Cost per adopter where the letter's own number of adopters is all there is."""
    row = rows_by(costs.observed).get((perspective(costs), "per_adopter"))
    if costs.saved is not None or costs.spent.evidence != "claimed" or row is None or costs.adopters is None:
        return []
    number, interval = number_of(row)
    adopters = Num(value=round(costs.adopters[0]), unit="establishment")
    if interval is None:
        return [paragraph("costs.adopter_stated", adopters=adopters, value=number)]
    return [paragraph("costs.adopter_implied", adopters=adopters, value=number, interval=interval)]


def worth(row: Row) -> str:
    """Verdict by rule: the whole interval above zero, below zero, or neither."""
    if row["conf_low"] > 0:
        return "worth"
    return "not_worth" if row["conf_high"] < 0 else "open"


def returns(costs: ProvinceCosts, study: Study) -> list[Block]:
    """What came back in money, in sentences."""
    if costs.saved is None:
        return []
    price_year = year(study.costs.price_year)
    if "returns" in costs.refusals:
        return [Text(phrase=phrase("costs.no_enterprise_costs"), style="warning")]
    row = rows_by(costs.observed)[perspective(costs), "npv"]
    if row["reason"] == "energy_no_prices":
        return [Text(phrase=phrase("costs.no_prices", price_year=price_year), style="warning")]
    number, interval = number_of(row)
    if interval is None:
        return []
    level = level_text(study)
    found: list[Block] = [
        paragraph(f"costs.returns_{worth(row)}", price_year=price_year, npv=number, interval=interval, level=level)
    ]
    later = rows_by(costs.outlook).get((perspective(costs), "npv"))
    if later is not None:
        number, interval = number_of(later)
        if interval is not None:
            years = Num(value=study.costs.persistence_years, unit="years")
            found.append(paragraph("costs.returns_later", years=years, npv=number, interval=interval, level=level))
    return found


def cost_notes(costs: ProvinceCosts, study: Study) -> tuple[Phrase, ...]:
    """Years, assumptions, grades under the table of costs."""
    notes = []
    if costs.saved is not None:
        adopters = Num(value=round(costs.adopters[0]) if costs.adopters else 0, unit="establishment")
        notes += [
            phrase("note.costs_same_years", **ends(costs), adopters=adopters),
            phrase("note.costs_account", level=level_text(study)),
            phrase("note.costs_grid", year=year(study.energy.fixed_grid_year)),
        ]
    elif costs.adopters is not None:
        notes.append(phrase("note.costs_adopters_letter"))
    if costs.spent.is_spread:
        notes.append(phrase("note.costs_spread"))
    if any(problem.code == "estimate.costs_not_deflated" for problem in warnings_of(costs.observed.checks)):
        notes.append(phrase("note.costs_nominal", price_year=year(study.costs.price_year)))
    return (*notes, phrase("note.costs_grades"))


def assumptions(costs: ProvinceCosts, study: Study) -> Phrase:
    """Discount rate, price year, persistence: said to be assumed."""
    return phrase(
        "note.costs_assumptions",
        **ends(costs),
        rate=Num(value=round(100 * study.costs.discount_rate, 2), unit="percent"),
        price_year=year(study.costs.price_year),
        years=Num(value=study.costs.persistence_years, unit="years"),
    )


def cost_table(costs: ProvinceCosts, inputs: Inputs, study: Study) -> Table:
    """Costs in all, per adopter, TOE, tonne of CO2, by who paid."""
    observed, outlook = rows_by(costs.observed), rows_by(costs.outlook)
    payers = ["all", *costs.spent.payers] if len(costs.spent.payers) > 1 else costs.spent.payers
    rows: list[tuple[Value | None, ...]] = []
    for term in (*MEASURES, LATER):
        source = outlook if term == LATER else observed
        found = [source.get((payer, term)) for payer in payers]
        first = next((row for row in found if row is not None), None)
        if first is not None:
            mark = Mark(scale="evidence", name=str(first["evidence"]))
            rows.append((phrase(f"costs.measure.{term}"), *map(cell, found), mark))
    notes = cost_notes(costs, study)
    if costs.outlook is not None:
        notes = (*notes, assumptions(costs, study))
    return Table(
        id="costs",
        title=phrase("table.costs", **ends(costs)),
        columns=(
            head("cost_measure", share=1.5),
            *(head(f"cost_{payer}", share=1.6, align="right") for payer in payers),
            head("evidence", share=1.1),
        ),
        rows=tuple(rows),
        notes=notes,
        source=source_line(costs, inputs, study),
        fewest=counted_adopters(costs),
    )


def returns_table(costs: ProvinceCosts, inputs: Inputs, study: Study) -> Table:
    """Present value, payback, rate of return: in the years observed, then with those to come."""
    observed, outlook = rows_by(costs.observed), rows_by(costs.outlook)
    rows: list[tuple[Value | None, ...]] = []
    for payer in ("all", "enterprise"):
        for term in RETURNS:
            row = observed.get((payer, term))
            if row is None:
                continue
            mark = Mark(scale="evidence", name=str(row["evidence"]))
            shown = (cell(row), mark, cell(outlook.get((payer, term))))
            rows.append((phrase(f"costs.measure.{term}"), phrase(f"costs.payer.{payer}"), *shown))
    return Table(
        id="costs_returns",
        title=phrase("table.returns", **ends(costs)),
        columns=(
            head("return_measure", share=1.6),
            head("gainer", share=0.9),
            head("to_date", share=1.7, align="right"),
            head("evidence", share=1.1),
            head("with_later", share=1.7, align="right"),
        ),
        rows=tuple(rows),
        notes=(assumptions(costs, study), phrase("note.costs_returns", first=year(costs.years.first))),
        source=source_line(costs, inputs, study),
        fewest=counted_adopters(costs),
    )


def caveats(costs: ProvinceCosts) -> list[Block]:
    """Savings that are not counted, and parts that are missing."""
    found: list[Block] = []
    used, adopting = costs.covered
    if used < adopting:
        counts = {"covered": Num(value=used, unit="count"), "all": Num(value=adopting, unit="count")}
        found.append(Text(phrase=Phrase(key="costs.not_covered", values={**counts}), style="note"))
    found += [
        Text(phrase=phrase("costs.part_missing", part=phrase(f"costs.part.{part}"), why=why(reasons)), style="warning")
        for part, reasons in costs.refusals.items()
        if part != "returns" and reasons
    ]
    return found


def needed(costs: ProvinceCosts | None, inputs: Inputs) -> list[Block]:
    """Data that would answer what is left open."""
    names = []
    if costs is None or costs.spent.evidence == "claimed":
        names.append("costs")
    if inputs.energy_prices is None:
        names.append("prices")
    if costs is None or costs.saved is None:
        names.append("panel")
    return [bullet(f"costs.needs_{name}") for name in names]


def costs_section(costs: ProvinceCosts | Refused | None, inputs: Inputs, study: Study) -> Section:
    """What cleaner production cost, what came back, or the data that would tell.

    Parameters
    ----------
    costs : ProvinceCosts or Refused or None
        From `release_estimates`.
    inputs : Inputs
    study : Study

    Returns
    -------
    Section
        Costs in words, by payer, unit costs with intervals, net present value with payback, what is missing.
    """
    title = phrase("costs.title")
    if costs is None:
        blocks = (Text(phrase=phrase("costs.missing"), style="warning"), *needed(None, inputs))
        return Section(id="costs", title=title, blocks=blocks)
    if isinstance(costs, Refused):
        return Section(id="costs", title=title, blocks=(withheld(costs.problems),))
    found: list[Block] = []
    if costs.synthetic:
        found.append(Text(phrase=phrase("costs.synthetic"), style="warning"))
    found.append(boxed("costs.message", spent=spent_phrase(costs), unit=unit_phrase(costs, study)))
    found += [*letter_adopters(costs), *returns(costs, study), cost_table(costs, inputs, study)]
    if any((payer, "npv") in rows_by(costs.observed) for payer in ("all", "enterprise")):
        found.append(returns_table(costs, inputs, study))
    return Section(id="costs", title=title, blocks=(*found, *caveats(costs), *needed(costs, inputs)))
