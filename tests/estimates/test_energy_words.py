"""Energy: every code and reason has words, results do not depend on string hashes."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from sxsh_eval.errors import problem_catalogue
from tests.letters import ROOT

FILES = {
    "estimates": ("decomposition*", "effect_terms", "saved*", "finance", "cost*", "intensity*"),
    "inputs": ("unit*", "energy_prices", "saving_quantities"),
}
TOLD_ONLY = {"saved_same_effect_all_carriers", "norm"}
SCRIPT = """
import numpy as np, pandas as pd
from sxsh_eval.estimates.costs import estimate_costs
from sxsh_eval.estimates.cost_flows import CostPlan
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
    estimate_intensity(panel), intensity_index(panel), adjusted_intensity(panel), saved,
    estimate_decomposition(panel, value="energy_toe", activity="output_mvnd", group="sector", time="year",
                           cluster="enterprise_id", chained=True),
    estimate_costs(costs, saved, CostPlan(0.1, 2016)),
]
for part in parts:
    print(part.table.to_json(double_precision=15), part.checks.to_json(double_precision=15))
print(intensity_outliers(panel).table.to_json(double_precision=15))
"""


def sources() -> str:
    paths = [
        path
        for folder, names in FILES.items()
        for name in names
        for path in sorted((ROOT / "sxsh_eval" / folder).glob(f"{name}.py"))
    ]
    assert len(paths) >= 17
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_code_has_words() -> None:
    text = sources()
    codes = set(re.findall(r'"estimate\.(\w+)"', text))
    codes |= set(re.findall(r"``estimate\.(\w+)``", text))
    codes |= set(re.findall(r'\bcheck\(\s*"(\w+)"', text)) - TOLD_ONLY
    codes |= set(re.findall(r'reason=\s*"(\w+)"', text)) | set(re.findall(r'"reason": "(\w+)"', text))
    codes |= set(re.findall(r'"(energy_\w+|intensity_\w+)": ', text)) - {"energy_toe", "energy_gj", "energy_cost_vnd"}
    assert len(codes) > 60
    assert {f"estimate.{code}" for code in codes} - problem_catalogue().keys() == set()


def test_checks_speak_of_what_was_found_alone() -> None:
    """Warnings of a table of checks carry no other value."""
    for name in set(re.findall(r'\bcheck\(\s*"(\w+)"', sources())) - TOLD_ONLY:
        for words in problem_catalogue()[f"estimate.{name}"].values():
            assert set(re.findall(r"{(\w+)}", "".join(words.values()))) <= {"found"}, name


def test_words_in_both_languages_are_different_and_whole() -> None:
    starts = ("energy_", "decomposition_", "saved_", "cost", "irr_", "intensity_", "norm_")
    own = {
        code: words for code, words in problem_catalogue().items() if code.removeprefix("estimate.").startswith(starts)
    }
    for code, words in own.items():
        for part in ("expected", "action"):
            vi, en = words[part]["vi"], words[part]["en"]
            assert vi != en, code
            assert set(re.findall(r"{(\w+)}", vi)) == set(re.findall(r"{(\w+)}", en)), code
            assert not vi.isascii(), code


def test_string_hashes_do_not_matter() -> None:
    outputs = []
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, check=True, capture_output=True)
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) > 10_000
