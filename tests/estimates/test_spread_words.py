"""Adoption over time: every code has words, results do not depend on string hashes, every table keeps the contract."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import numpy as np
import pandas as pd

from sxsh_eval.errors import problem_catalogue
from tests.letters import ROOT

FOLDER = ROOT / "sxsh_eval" / "estimates"
PATTERNS = (
    "diagnosis",
    "nonlinear",
    "minimum",
    "curves",
    "misfit",
    "saturation",
    "diffusion*",
    "person_periods",
    "hazard*",
)
TOLD_ONLY = {"fit_starts", "hazard_not_clustered", "hazard_late_entry", "hazard_early_exit", "hazard_rows_at_risk"}
SCRIPT = """
import numpy as np, pandas as pd
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
panel = pd.DataFrame([
    {"unit": f"u{unit}", "period": year, "adopted": when if when < 2021 else np.nan,
     "grant": start <= year, "area": f"a{unit % 30}"}
    for unit, when, start in zip(range(200), rng.integers(2005, 2030, 200), rng.integers(2005, 2030, 200))
    for year in years
])
expanded = person_periods(panel, covariates=["grant"])
table = expanded.table.merge(panel[["unit", "area"]].drop_duplicates(), on="unit")
hazard = discrete_hazard(table, HazardModel(("grant",), cluster="area"))
parts = [found.parameters, found.curve, hazard.coefficients, hazard.effects, adoption_curve(hazard), life_table(table)]
for part in parts:
    print(part.table.to_json(double_precision=15), part.checks.to_json(double_precision=15))
print(compare_diffusion(series, columns=Columns(n="n")).table.to_json(double_precision=15), expanded.checks.to_json())
"""


def output(seed: str) -> bytes:
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", SCRIPT], env=environment, check=True, capture_output=True).stdout


def test_results_do_not_depend_on_the_hash_seed() -> None:
    first = output("1")
    assert len(first) > 5000
    assert first == output("2")


def test_every_code_and_reason_has_words() -> None:
    used: set[str] = set()
    for pattern in PATTERNS:
        for path in FOLDER.glob(f"{pattern}.py"):
            text = path.read_text(encoding="utf-8")
            used |= set(re.findall(r'"estimate\.([a-z_]+)"', text))
            used |= set(re.findall(r'(?:check|reason\w*)\s*[(=]\s*"([a-z_]+)"', text))
    known = {code.removeprefix("estimate.") for code in problem_catalogue() if code.startswith("estimate.")}
    assert len(used) > 40
    assert used - TOLD_ONLY <= known


def test_reasons_in_tables_have_words() -> None:
    from sxsh_eval.estimates.diffusion import estimate_diffusion
    from sxsh_eval.estimates.diffusion_outlook import time_to_reach
    from sxsh_eval.estimates.diffusion_series import DiffusionModel

    frame = pd.DataFrame({"time": np.arange(8.0), "value": [0.05, 0.08, 0.2, 0.4, 0.6, 0.78, 0.88, 0.9]})
    found = estimate_diffusion(frame, DiffusionModel(saturation=0.95))
    reach = time_to_reach(found, {"beyond": 0.99, "near": 0.9499999999999, "low": 0.5})
    reasons = {*found.parameters.table["reason"], *reach.table["reason"]} - {""}
    assert {"saturation_fixed", "target_beyond_saturation"} <= reasons
    assert {f"estimate.{reason}" for reason in reasons} <= problem_catalogue().keys()
