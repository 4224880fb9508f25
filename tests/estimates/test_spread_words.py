"""Adoption over time: every code has words, results do not depend on string hashes, every table keeps the contract."""

from __future__ import annotations

import re

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
