"""Sections that wait for enterprise data: what they would answer, and which sample would be enough."""

from __future__ import annotations

from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.samples_needed import effect_samples, expected_share, implied_population, share_samples
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Mark, Num, Value, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Section, Table, Text
from sxsh_eval.reports.sections.common import bullet, head, letter_source, paragraph


def half_sample(implied: Estimates, inputs: Inputs, study: Study) -> Table:
    """Answers needed for several margins in the worst case, where no share is claimed."""
    rows: list[tuple[Value | None, ...]] = []
    for margin, _, size in share_samples(implied, inputs, study):
        counts = [Num(value=value, unit="count") for value in (size.n, size.n_to_ask)]
        rows.append((Num(value=round(100 * margin), unit="percentage_point"), *counts))
    note = phrase(
        "note.sample_half",
        response=Num(value=round(100 * study.survey.response_rate), unit="percent"),
        level=Num(value=round(100 * study.level), unit="percent"),
    )
    return Table(
        id="sample_adoption",
        title=phrase("table.sample_adoption"),
        columns=(
            head("margin", share=1.4),
            head("answers_half", share=1.6, align="right"),
            head("ask_half", share=1.6, align="right"),
        ),
        rows=tuple(rows),
        notes=(note,),
        source=phrase("source.calculation"),
    )


def adoption_sample(implied: Estimates, inputs: Inputs, study: Study) -> Table:
    """Answers needed for several margins, at the claimed share and in the worst case."""
    population = implied_population(implied)
    share = expected_share(inputs)
    rows: list[tuple[Value | None, ...]] = []
    for margin, *sizes in share_samples(implied, inputs, study):
        cells = [Num(value=value, unit="count") for size in sizes if size for value in (size.n, size.n_to_ask)]
        rows.append((Num(value=round(100 * margin), unit="percentage_point"), *cells))
    note = phrase(
        "note.sample_share",
        share=Num(value=round(100 * share, 1), unit="percent"),
        population=Num(value=population, unit="enterprise") if population else phrase("common.unknown"),
        response=Num(value=round(100 * study.survey.response_rate), unit="percent"),
        level=Num(value=round(100 * study.level), unit="percent"),
    )
    return Table(
        id="sample_adoption",
        title=phrase("table.sample_adoption"),
        columns=(
            head("margin", share=1.4),
            head("answers_claimed", share=1.2, align="right"),
            head("ask_claimed", share=1.2, align="right"),
            head("answers_half", share=1.2, align="right"),
            head("ask_half", share=1.2, align="right"),
        ),
        rows=tuple(rows),
        notes=(note,),
        source=phrase("source.own_calculation", letter=letter_source(inputs.own_letter)),
    )


def survey_needed_section(implied: Estimates, inputs: Inputs, study: Study) -> Section:
    """Adoption, until enterprise data are given: the survey that would answer it.

    Parameters
    ----------
    implied : Estimates
    inputs : Inputs
    study : Study

    Returns
    -------
    Section
    """
    reported = inputs.letter is not None
    return Section(
        id="adoption",
        title=phrase("section.adoption"),
        blocks=(
            Text(phrase=phrase("adoption.missing" if reported else "adoption.missing_all"), style="warning"),
            bullet("adoption.needs_frame"),
            bullet("adoption.needs_definition"),
            bullet("adoption.needs_sample"),
            adoption_sample(implied, inputs, study) if reported else half_sample(implied, inputs, study),
        ),
    )


def savings_sample(inputs: Inputs, study: Study) -> Table:
    """Establishments needed to see several falls of energy per unit of product."""
    spread = inputs.registry.assumptions["spread_log_intensity_change"]
    rows: list[tuple[Value | None, ...]] = []
    for fall, size in effect_samples(inputs, study):
        counts = [Num(value=value, unit="count") for value in (size.n, size.n_to_ask, 2 * size.n_to_ask)]
        rows.append((Num(value=fall, unit="percent"), *counts))
    note = phrase(
        "note.sample_effect",
        spread=spread.value,
        status=Mark(scale="status", name=spread.status),
        level=Num(value=round(100 * study.level), unit="percent"),
    )
    return Table(
        id="sample_savings",
        title=phrase("table.sample_savings"),
        columns=(
            head("fall", share=1.6),
            head("per_group", share=1.2, align="right"),
            head("ask_per_group", share=1.2, align="right"),
            head("ask_all", share=1.2, align="right"),
        ),
        rows=tuple(rows),
        notes=(note,),
        source=phrase("source.assumption", title=as_name(inputs.registry.sources[spread.source].title)),
    )


def panel_needed_section(inputs: Inputs, study: Study) -> Section:
    """Energy saved, until enterprise data are given: the panel that would answer it.

    Parameters
    ----------
    inputs : Inputs
    study : Study

    Returns
    -------
    Section
    """
    return Section(
        id="savings",
        title=phrase("section.savings"),
        blocks=(
            Text(phrase=phrase("savings.missing"), style="warning"),
            *([] if inputs.letter is None else [paragraph("savings.why")]),
            bullet("savings.needs_panel"),
            bullet("savings.needs_energy"),
            bullet("savings.needs_dates"),
            savings_sample(inputs, study),
        ),
    )
