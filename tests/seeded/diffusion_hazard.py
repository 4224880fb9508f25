"""Diffusion models, hazard models, life tables."""

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diffusion import estimate_diffusion
from sxsh_eval.estimates.diffusion_choice import compare_diffusion
from sxsh_eval.estimates.diffusion_series import Columns
from sxsh_eval.estimates.hazard import HazardModel, discrete_hazard
from sxsh_eval.estimates.hazard_curves import adoption_curve, life_table
from sxsh_eval.estimates.person_periods import person_periods

rng = np.random.default_rng(8)
years = np.arange(2008, 2021)
share = 0.6 / (1 + np.exp(-0.5 * (years - 2013)))
series = pd.DataFrame({"time": years, "value": rng.binomial(300, share) / 300, "n": 300})
found = estimate_diffusion(series, columns=Columns(n="n"))
panel = pd.DataFrame(
    [
        {
            "unit": f"u{unit}",
            "period": year,
            "adopted": when if when < 2021 else np.nan,
            "grant": start <= year,
            "area": f"a{unit % 30}",
        }
        for unit, (when, start) in enumerate(rng.integers(2005, 2030, (200, 2)))
        for year in years
    ]
)
expanded = person_periods(panel, covariates=["grant"])
table = expanded.table.merge(panel[["unit", "area"]].drop_duplicates(), on="unit")
hazard = discrete_hazard(table, HazardModel(("grant",), cluster="area"))
parts = [found.parameters, found.curve, hazard.coefficients, hazard.effects, adoption_curve(hazard), life_table(table)]
for part in parts:
    print(part.table.to_json(double_precision=15), part.checks.to_json(double_precision=15))
print(compare_diffusion(series, columns=Columns(n="n")).table.to_json(double_precision=15), expanded.checks.to_json())
