"""The one place between estimates and reports: all estimates of a run go in, what may leave comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from sxsh_eval.estimates.adoption import Adoption
from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.disclosure.adoption_gate import release_adoption, release_spread
from sxsh_eval.estimates.disclosure.benchmark_gate import release_benchmark_part
from sxsh_eval.estimates.disclosure.gate import Gate, Kept, gate_of
from sxsh_eval.estimates.disclosure.national_gate import release_national
from sxsh_eval.estimates.disclosure.savings_gate import (
    release_checks,
    release_costs,
    release_savings,
    release_sites,
)
from sxsh_eval.estimates.national_savings import NationalSavings
from sxsh_eval.estimates.province_costs import ProvinceCosts
from sxsh_eval.estimates.savings import Refused, Savings
from sxsh_eval.estimates.savings_checks import SavingsChecks
from sxsh_eval.estimates.site_savings import SiteSavings
from sxsh_eval.estimates.spread import Spread
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import TABLES, Disclosure
from sxsh_eval.parameters.quantity import Frozen
from sxsh_eval.parameters.saved import save_json
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown, let_through

PARTS = ("adoption", "spread", "savings", "checks", "costs", "sites", "national", "benchmark")


@dataclass(frozen=True, eq=False, repr=False)
class Released(Shown):
    """Estimates of a run, without the numbers that would tell on single enterprises.

    Attributes
    ----------
    adoption : Adoption or Refused or None
    spread : Spread or Refused or None
    savings : Savings or Refused or None
    checks : SavingsChecks or None
    costs : ProvinceCosts or Refused or None
    sites : tuple of SiteSavings or Refused or None
    national : NationalSavings or Refused or None
    benchmark : Benchmark or Refused or None
        Each as its estimator gave it, with masked rows; `Refused` where nothing of it may leave.
    log : tuple of Kept
        What was kept back, by which rule; no values.
    """

    shows: ClassVar[tuple[str, ...]] = PARTS

    choices: Disclosure
    adoption: Adoption | Refused | None = None
    spread: Spread | Refused | None = None
    savings: Savings | Refused | None = None
    checks: SavingsChecks | None = None
    costs: ProvinceCosts | Refused | None = None
    sites: tuple[SiteSavings, ...] | Refused | None = None
    national: NationalSavings | Refused | None = None
    benchmark: Benchmark | Refused | None = None
    log: tuple[Kept, ...] = ()

    def __post_init__(self) -> None:
        """Mark every part as what the gate gave out."""
        for name in PARTS:
            part = getattr(self, name)
            for one in part if isinstance(part, tuple) else (part,):
                let_through(one)
        if isinstance(self.national, NationalSavings):
            let_through(self.national.whole)
        for rates in self.benchmark.rates.values() if isinstance(self.benchmark, Benchmark) else ():
            let_through(rates)

    def _facts(self) -> Mapping[str, Any]:
        return {"audience": self.choices.audience, "hidden": len(self.log)}

    def __repr__(self) -> str:
        return f"<Released: {len(self.log)} kept back>"


def release_estimates(  # noqa: PLR0913 - one name an estimator
    inputs: Inputs,
    study: Study,
    *,
    adoption: Adoption | None = None,
    spread: Spread | None = None,
    savings: Savings | Refused | None = None,
    checks: SavingsChecks | None = None,
    costs: ProvinceCosts | None = None,
    sites: tuple[SiteSavings, ...] | None = None,
) -> Released:
    """Let through of a province's estimates what its audience may see.

    Parameters
    ----------
    inputs : Inputs
    study : Study
        Its ``disclosure`` names audience, minimum counts, p per cent, dominance.
    adoption, spread, savings, checks, costs, sites
        As their estimators gave them.

    Returns
    -------
    Released
        What sections are to be built from.

    Notes
    -----
    Rows that break a rule (`primary_rules`), and those that have to be hidden beside them (`protect`), lose all their
    numbers, for the reason ``confidential``; totals stay true. Letters are public and pass by.
    """
    gate = gate_of(study, [getattr(inputs, name) for name in TABLES], synthetic=inputs.synthetic)
    free = None if savings is None else release_savings(savings, study, gate)
    return Released(
        choices=study.disclosure,
        adoption=None if adoption is None else release_adoption(adoption, inputs.asked_in(study.period), gate),
        spread=None if spread is None else release_own_spread(spread, inputs, study, gate),
        savings=free,
        checks=checks_beside(checks, savings, free, gate),
        costs=None if costs is None else release_costs(costs, free, gate),
        sites=None if sites is None else release_sites(sites, gate),
        log=tuple(gate.log),
    )


def release_own_spread(spread: Spread, inputs: Inputs, study: Study, gate: Gate) -> Spread | Refused:
    """Spread over the years of the province's panel."""
    if inputs.enterprises is None:
        raise ValueError("a spread needs its panel")
    return release_spread(spread, inputs.enterprises[inputs.enterprises["year"] <= study.period.last], gate)


def checks_beside(
    checks: SavingsChecks | None, raw: Savings | Refused | None, free: Savings | Refused | None, gate: Gate
) -> SavingsChecks | None:
    """Checks of an effect that may leave."""
    if checks is None or not isinstance(raw, Savings) or not isinstance(free, Savings):
        return None
    return release_checks(checks, raw, gate)


def release_national_estimates(
    national: NationalSavings | Refused | None, inputs: NationalInputs, study: Study
) -> Released:
    """Let through of the national estimates what their audience may see.

    Parameters
    ----------
    national : NationalSavings or Refused or None
        From `estimate_national_savings`.
    inputs : NationalInputs
    study : Study

    Returns
    -------
    Released
    """
    gate = gate_of(study, [inputs.enterprises], synthetic=inputs.synthetic)
    if isinstance(national, NationalSavings):
        found: NationalSavings | Refused | None = release_national(national, study, gate)
    else:
        found = None if national is None else Refused(gate.unnamed(national.problems), national.synthetic)
    return Released(choices=study.disclosure, national=found, log=tuple(gate.log))


def release_benchmark(benchmark: Benchmark, inputs: NationalInputs, study: Study) -> Released:
    """Let through of the comparison of provinces what its audience may see.

    Parameters
    ----------
    benchmark : Benchmark
        From `estimate_benchmark`.
    inputs : NationalInputs
    study : Study

    Returns
    -------
    Released
    """
    gate = gate_of(study, [inputs.enterprises, inputs.survey], synthetic=inputs.synthetic)
    found = release_benchmark_part(benchmark, inputs.survey_in(study.period), gate)
    return Released(choices=study.disclosure, benchmark=found, log=tuple(gate.log))


class LogEntry(Frozen):
    """As `Kept`."""

    part: str
    table: str
    cell: str
    rule: Literal["count", "p_percent", "dominance", "complementary"]


class Log(Frozen):
    """Content of ``disclosure.json``: for the ministry, because rules tell something of the values they hid."""

    schema_version: int = 1
    disclosure: Disclosure
    kept_back: tuple[LogEntry, ...]


def save_release(released: Released, output: str) -> Path | None:
    """Write ``disclosure.json``, the log without values, into a folder, at once or not at all.

    Parameters
    ----------
    released : Released
    output : str
        Folder; an empty text writes nothing (a notebook opened by hand).

    Returns
    -------
    Path or None
        The file.
    """
    entries = tuple(LogEntry.model_validate(vars(kept)) for kept in released.log)
    return save_json(Log(disclosure=released.choices, kept_back=entries), output, "disclosure.json")
