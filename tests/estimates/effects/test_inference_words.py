"""Every refusal, warning and reason of sensitivity and small-sample inference has words in both languages."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from sxsh_eval.errors import Problem

MODULES = (
    "assignments",
    "clustered_design",
    "event_study",
    "few_clusters",
    "honest",
    "pretrend_power",
    "randomisation",
    "trend_power",
    "wild_bootstrap",
    "wild_statistics",
)
COUNTS = {"clusters_count"}  # checks that never warn
FAMILIES = r"(?:event_study|honest|pretrend|clusters|bootstrap|cr2|randomisation)_[a-z_]+"
VALUES = dict.fromkeys(("pre", "post", "size", "most", "reference"), "1")


def named(module: str) -> set[str]:
    """Codes, names of checks and reasons in a module's source."""
    path = import_module(f"sxsh_eval.estimates.effects.{module}").__file__
    assert path is not None
    source = Path(path).read_text(encoding="utf-8")
    return set(re.findall(rf'"(?:estimate\.)?({FAMILIES})"', source))


@pytest.mark.parametrize("module", MODULES)
def test_every_name_has_words(module: str) -> None:
    functions = {"pretrend_power"}
    for name in sorted(named(module) - COUNTS - functions):
        problem = Problem(f"estimate.{name}", "x", "7", VALUES)
        for language in ("vi", "en"):
            assert problem.say("expected", language)
            assert problem.say("action", language)
            assert "{" not in problem.say("expected", language)
