"""Every refusal of the regression modules has its words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

from sxsh_eval.errors import problem_catalogue
from sxsh_eval.estimates import determinants
from sxsh_eval.estimates.regression import logit


def test_every_code_has_words() -> None:
    files = [*Path(logit.__file__).parent.glob("*.py"), Path(determinants.__file__)]
    used = {code for path in files for code in re.findall(r'"(estimate\.[a-z_]+)"', path.read_text(encoding="utf-8"))}
    assert len(used) > 10
    for code in used:
        for part in ("expected", "action"):
            words = problem_catalogue()[code][part]
            assert words["vi"] != words["en"]
