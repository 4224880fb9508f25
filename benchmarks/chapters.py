"""Statistics of the report's chapters for one province of 5,000 enterprises: seconds, against one plain logit."""

from __future__ import annotations

import statsmodels.api as sm

import sxsh_eval as sx
from benchmarks.timing import best_of

ENTERPRISES = 5000


def main() -> None:
    """Print the seconds of each part, and the ratio to one plain logit by statsmodels on the same survey."""
    settings = {"data.synthetic": True, "data.synthetic_enterprises": ENTERPRISES}
    study = sx.read_study("", province="binh-dinh", period="2016-2020", settings=settings)
    inputs = sx.read_inputs(study)
    survey = inputs.survey_in(study.period)
    if survey is None:
        raise SystemExit("the synthetic panel has no survey in the period")
    outcome = survey["is_adopting"].astype(float)
    covariates = sm.add_constant(survey[["has_training", "has_subsidy"]].astype(float))
    peer = best_of(3, lambda: sm.Logit(outcome, covariates).fit(disp=0))
    adoption = best_of(3, lambda: sx.estimate_adoption(inputs, study))
    spread = best_of(3, lambda: sx.estimate_spread(inputs, study))
    savings = best_of(3, lambda: sx.estimate_savings(inputs, study))
    print(f"{ENTERPRISES} enterprises, {len(survey)} respondents")
    print(f"   rates, groups, districts, determinants: {adoption:.2f} s")
    print(f"   diffusion curves, hazard of adoption:    {spread:.2f} s")
    print(f"   one plain logit by statsmodels:          {peer:.3f} s")
    print(f"   energy saved, eleven estimators, tests:  {savings:.2f} s")
    print(f"all chapters / logit: {(adoption + spread + savings) / peer:.0f}")


if __name__ == "__main__":
    main()
