"""Intensity, decomposition, savings, costs."""

import numpy as np
import pandas as pd

from sxsh_eval.estimates.cost_flows import CostPlan
from sxsh_eval.estimates.costs import estimate_costs
from sxsh_eval.estimates.decomposition_panel import estimate_decomposition
from sxsh_eval.estimates.intensity import estimate_intensity
from sxsh_eval.estimates.intensity_adjusted import adjusted_intensity
from sxsh_eval.estimates.intensity_index import intensity_index
from sxsh_eval.estimates.intensity_outliers import intensity_outliers
from sxsh_eval.estimates.saved import estimate_saved

rng = np.random.default_rng(8)
names = np.repeat([f"E{k}" for k in range(60)], 4)
panel = pd.DataFrame({"enterprise_id": names, "year": np.tile(range(2015, 2019), 60)})
panel["sector"] = [f"s{int(name[1:]) % 3}" for name in panel["enterprise_id"]]
panel["province"] = [f"p{int(name[1:]) % 2}" for name in panel["enterprise_id"]]
panel["adoption_year"] = [2016 + int(name[1:]) % 2 if int(name[1:]) % 4 else 0 for name in panel["enterprise_id"]]
panel["output_mvnd"] = rng.lognormal(size=len(panel))
panel["energy_toe"] = panel["output_mvnd"] * rng.lognormal(size=len(panel), sigma=0.3)
saved = estimate_saved((-0.1, 0.02), panel)
costs = pd.DataFrame({"year": [2015, 2016], "payer": ["programme", "enterprise"], "amount_vnd": [5.0, 20.0]})
parts = [
    estimate_intensity(panel),
    intensity_index(panel),
    adjusted_intensity(panel),
    saved,
    estimate_decomposition(
        panel,
        value="energy_toe",
        activity="output_mvnd",
        group="sector",
        time="year",
        cluster="enterprise_id",
        chained=True,
    ),
    estimate_costs(costs, saved, CostPlan(0.1, 2016)),
]
for part in parts:
    print(part.table.to_json(double_precision=15), part.checks.to_json(double_precision=15))
print(intensity_outliers(panel).table.to_json(double_precision=15))
