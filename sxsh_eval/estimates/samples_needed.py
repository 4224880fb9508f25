"""Samples that would replace a letter's claims by estimates: their sizes, for the report as for ``numbers.json``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.estimates.sampling import SampleSize, sample_for_effect, sample_for_share
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.study import Study

MARGINS = (0.01, 0.02, 0.03, 0.05)
"""Half widths of the interval of a share."""
FALLS = (5.0, 8.0, 13.0)
"""Falls of energy per unit of product, per cent: those that the Strategy names, with a smaller one."""
HALF = 0.5
"""Share for which most answers are needed."""
PLANNED = "planned"
"""Reason why a size has no interval: it is computed from what is assumed."""


class ShareSample(NamedTuple):
    """Sizes for one margin: at the claimed share (None where no share is claimed), in the worst case."""

    margin: float
    claimed: SampleSize | None
    half: SampleSize


class EffectSample(NamedTuple):
    """Size of each of two groups in which a fall is to be seen."""

    fall: float
    size: SampleSize


def implied_population(implied: Estimates) -> int | None:
    """Number of units that the letter implies, for the finite population correction."""
    hit = implied.table[implied.table["term"] == "denominator"]
    return round(float(hit.iloc[0]["estimate"])) if len(hit) else None


def expected_share(inputs: Inputs) -> float:
    """Share adopting as claimed; where none is claimed, the one that needs most answers."""
    return next((claim_number(c) / 100 for c in inputs.claims.values() if c.indicator == "adoption"), HALF)


def share_samples(implied: Estimates, inputs: Inputs, study: Study) -> tuple[ShareSample, ...]:
    """Answers needed to know the share adopting, by margin.

    Parameters
    ----------
    implied : Estimates
        From `estimate_implied`: the population, where a letter implies one.
    inputs : Inputs
    study : Study
        Coverage and response rate.

    Returns
    -------
    tuple of ShareSample
    """
    reported = inputs.letter is not None
    population = implied_population(implied) if reported else None

    def size(share: float, margin: float) -> SampleSize:
        response = study.survey.response_rate
        return sample_for_share(share, margin=margin, population=population, level=study.level, response=response)

    share = expected_share(inputs)
    return tuple(
        ShareSample(margin, size(share, margin) if reported else None, size(HALF, margin)) for margin in MARGINS
    )


def effect_samples(inputs: Inputs, study: Study) -> tuple[EffectSample, ...]:
    """Establishments needed in each of two groups to see a fall of energy per unit of product.

    Parameters
    ----------
    inputs : Inputs
    study : Study
        Coverage and response rate.

    Returns
    -------
    tuple of EffectSample
    """
    spread = float(inputs.registry.assumptions["spread_log_intensity_change"].value.value)
    response = study.survey.response_rate
    return tuple(
        EffectSample(fall, sample_for_effect(fall, spread=spread, level=study.level, response=response))
        for fall in FALLS
    )


def needed_samples(
    implied: Estimates, inputs: Inputs, study: Study, *, shares: bool, effects: bool
) -> Estimates | None:
    """The same sizes under the contract of every number.

    Parameters
    ----------
    implied, inputs, study
        As of `share_samples`.
    shares, effects : bool
        Which of both the report shows: those of what enterprise data have not answered.

    Returns
    -------
    Estimates or None
        Terms ``answers_half:5`` (margin in points), ``per_group:8`` (fall in per cent); None without any.
    """
    rows = []
    if shares:
        rows += [
            _row("adoption", term, n, inputs, study)
            for sample in share_samples(implied, inputs, study)
            for term, n in _share_terms(sample)
        ]
    if effects:
        for fall, size in effect_samples(inputs, study):
            for name, n in (("per_group", size.n), ("ask_per_group", size.n_to_ask)):
                rows.append(_row("saving_per_product", f"{name}:{fall:g}", n, inputs, study))
    formula = "answers that give a share to within a margin, units per group that show a fall"
    return as_estimates(rows, Method("sample_size", formula, level=study.level)) if rows else None


def _share_terms(sample: ShareSample) -> Iterator[tuple[str, int]]:
    points = f"{100 * sample.margin:g}"
    for name, size in (("claimed", sample.claimed), ("half", sample.half)):
        if size is not None:
            yield f"answers_{name}:{points}", size.n
            yield f"ask_{name}:{points}", size.n_to_ask


def _row(indicator: str, term: str, n: int, inputs: Inputs, study: Study) -> dict[str, Any]:
    keys = (indicator, inputs.province, "", f"{study.period.first}-{study.period.last}", term)
    return estimate_row(keys, n, unit="enterprise", evidence="derived", source="sxsh_eval", reason=PLANNED)
