"""Figures that a program read count only once they are confirmed; links to what is left out go with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.confirmed import status_of, usable_letter, waiting_claims
from sxsh_eval.inputs.panel import read_inputs
from sxsh_eval.parameters.study import read_study
from tests.letters import claim, letter

DRAFT = {"quote": "lời văn", "line": 3, "confidence": 0.7}


def reviewed(status: str, **changes: Any) -> dict[str, Any]:
    return claim("awareness", 10, review={"status": status, **DRAFT}, **changes)


def test_what_counts() -> None:
    given = letter(
        {
            "typed": claim("adoption", 5),
            "right": reviewed("confirmed"),
            "mended": reviewed("corrected", repeats="waits"),
            "waits": reviewed("draft", part_of="wrong"),
            "wrong": reviewed("rejected"),
        }
    )
    used = usable_letter(given)
    assert list(used.claims) == ["typed", "right", "mended"]
    assert used.claims["mended"].repeats is None
    with_drafts = usable_letter(given, with_drafts=True)
    assert list(with_drafts.claims) == ["typed", "right", "mended", "waits"]
    assert with_drafts.claims["mended"].repeats == "waits"
    assert with_drafts.claims["waits"].part_of is None
    assert waiting_claims(given) == ("waits",)
    assert [status_of(each) for each in given.claims.values()] == [
        *("confirmed", "confirmed", "corrected", "draft", "rejected")
    ]


def test_a_letter_typed_by_hand_is_as_it_was() -> None:
    given = letter({"typed": claim("adoption", 5), "other": claim("awareness", 7, repeats="typed")})
    assert usable_letter(given) == given
    assert usable_letter(letter({})) == letter({})


@pytest.mark.parametrize(("status", "with_drafts"), [("draft", False), ("rejected", False), ("rejected", True)])
def test_nothing_confirmed_is_an_error_with_the_way_out(status: str, with_drafts: bool) -> None:  # noqa: FBT001
    with pytest.raises(InputError) as caught:
        usable_letter(letter({"only": reviewed(status)}), with_drafts=with_drafts)
    assert [problem.code for problem in caught.value.problems] == ["letter.none_confirmed"]
    assert "sxsh-eval confirm" in str(caught.value)


def with_drafts_in(project: Path, keys: set[str]) -> Path:
    """Marks some figures of the project's letter as drafts."""
    path = project / "data" / "claims" / "binh-dinh-2018.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    for key, entry in data["claims"].items():
        if key in keys:
            entry["review"] = {"status": "draft", **DRAFT}
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return project / "parameters" / "study.yml"


def test_inputs_leave_drafts_out_and_count_them(project: Path) -> None:
    study = with_drafts_in(project, {"awareness", "adoption"})
    inputs = read_inputs(read_study(study, province="binh-dinh", period="2016-2020"))
    assert inputs.waiting == 2
    assert inputs.unconfirmed == 0
    assert not {"awareness", "adoption"} & set(inputs.claims)


def test_inputs_use_drafts_when_the_study_says_so(project: Path) -> None:
    study = with_drafts_in(project, {"awareness", "adoption"})
    settings = {"letters.use_unconfirmed": True}
    inputs = read_inputs(read_study(study, province="binh-dinh", period="2016-2020", settings=settings))
    assert (inputs.waiting, inputs.unconfirmed) == (0, 2)
    assert {"awareness", "adoption"} <= set(inputs.claims)
