"""Energy: every code and reason has words, results do not depend on string hashes."""

from __future__ import annotations

import re

from sxsh_eval.errors import problem_catalogue
from tests.letters import ROOT

FILES = {
    "estimates": ("decomposition*", "effect_terms", "saved*", "finance", "cost*", "intensity*"),
    "inputs": ("unit*", "energy_prices", "saving_quantities"),
}
TOLD_ONLY = {"saved_same_effect_all_carriers", "norm"}


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
