"""Energy that adopting saved in the whole country, its parts by kind of enterprise and by province."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.adoption import tried
from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.effects.subgroups import SubgroupEffects
from sxsh_eval.estimates.national_clusters import clustered_effects
from sxsh_eval.estimates.national_parts import LABELS, effects_by, province_effects, without_each
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.estimates.savings import Refused, Savings, savings_of
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Guarded


@dataclass(frozen=True, eq=False)
class NationalSavings(Guarded):
    """Energy saved by adopting in the whole country.

    Attributes
    ----------
    whole : Savings
        Effect, its tests, quantities and decomposition, as for a province but over all provinces.
    clustered : Estimates or None
        Overall effect with errors by province: rows ``province_clusters``, ``wild_bootstrap``.
    by_size, by_sector : SubgroupEffects or None
    without_sector : Estimates or None
        Rows ``without:<sector>``.
    provinces : Estimates or None
        Terms ``raw`` and ``shrunk`` of each province.
    refusals : dict
        Why a part is missing, by its name.
    """

    gate: ClassVar[str] = "release_national_estimates"
    shows: ClassVar[tuple[str, ...]] = ("whole", "provinces", "by_size", "by_sector")

    whole: Savings
    clustered: Estimates | None
    by_size: SubgroupEffects | None
    by_sector: SubgroupEffects | None
    without_sector: Estimates | None
    provinces: Estimates | None
    refusals: Mapping[str, tuple[Problem, ...]]

    def _facts(self) -> Mapping[str, Any]:
        return {"n_units": self.whole.panel.design.n_units}

    @property
    def synthetic(self) -> bool:
        """Whether the enterprises are made up."""
        return self.whole.synthetic


def estimate_national_savings(inputs: NationalInputs, study: Study) -> NationalSavings | Refused | None:
    """Energy that adopting cleaner production saved in the country.

    Parameters
    ----------
    inputs : NationalInputs
    study : Study

    Returns
    -------
    NationalSavings or Refused or None
        None without a table of enterprises, `Refused` where it carries no effect at all. A part that the data do not
        allow is left out, with its refusal kept.

    Notes
    -----
    The same default as `estimate_savings`: enterprises of any province that have not adopted yet are the controls.
    """
    whole = savings_of(inputs, study)
    if not isinstance(whole, Savings):
        return whole
    used = whole.panel.used
    refusals: dict[str, tuple[Problem, ...]] = {}
    return NationalSavings(
        whole=whole,
        clustered=tried("clustered", refusals, lambda: clustered_effects(used, study)),
        by_size=tried("by_size", refusals, lambda: effects_by(used, "size_class", study)),
        by_sector=tried("by_sector", refusals, lambda: effects_by(used, "sector", study)),
        without_sector=tried("without_sector", refusals, lambda: without_each(used, "sector", study)),
        provinces=tried("provinces", refusals, lambda: province_effects(used, study)[1]),
        refusals=refusals,
    )


def specification_table(whole: Savings, level: float) -> Estimates:
    """Overall effects by every estimator as rows named for it; a refused one has its reason in place of a number."""
    rows = []
    for one in whole.alternatives:
        if one.row is None:
            rows.append(LABELS.row(one.name, float("nan"), reason=one.refusals[0].code))
            continue
        ends = (float(one.row["conf_low"]), float(one.row["conf_high"]))
        error = float(one.row["std_error"])
        rows.append(LABELS.row(one.name, float(one.row["estimate"]), interval=ends, std_error=error))
    return as_estimates(rows, Method("specifications", "one effect by many estimators", level))


def overall_table(whole: Savings) -> Estimates:
    """Mean effect as a table of one row."""
    return aggregate_effects(whole.effects, "simple").estimates
