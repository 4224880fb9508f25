"""An edited draft against what had been read: each way of marking and of forgetting to mark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letters.claims_text import claims_text
from sxsh_eval.inputs.letters.reviewed import read_edited_draft, settle_review
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.yaml_files import Document
from tests.letters import letter
from tests.made_up_reading import CLAIMS, made_up_reading

READ = made_up_reading().letter
DOCUMENT = Document("draft.yml", None)


def edited(key: str, status: str, **changes: Any) -> Letter:
    entry = CLAIMS[key] | changes | {"review": CLAIMS[key]["review"] | {"status": status}}
    return READ.model_copy(update={"claims": READ.claims | letter({key: entry}).claims})


def codes(given: Letter) -> list[str]:
    with pytest.raises(InputError) as caught:
        settle_review(given, READ, DOCUMENT)
    assert caught.value.message()
    return [problem.code for problem in caught.value.problems]


def test_nothing_done_changes_nothing() -> None:
    assert settle_review(READ, READ, DOCUMENT) == READ


def test_right() -> None:
    found = settle_review(edited("aware", "confirmed"), READ, DOCUMENT).claims["aware"]
    assert found.review is not None
    assert (found.review.status, found.review.read_as) == ("confirmed", {})


@pytest.mark.parametrize("status", ["corrected", "confirmed"])
def test_a_corrected_figure_keeps_what_had_been_read(status: str) -> None:
    changed = edited("aware", status, value={"value": 36, "unit": "percent"}, as_printed="36%", kind="target")
    found = settle_review(changed, READ, DOCUMENT).claims["aware"]
    assert found.review is not None
    assert found.review.status == "corrected"
    assert found.review.read_as == {"value": "35 percent (about)", "as_printed": "35%", "kind": "result"}
    assert found.value is not None
    assert found.value.value == 36


def test_a_rejected_figure_stands_as_it_was_read() -> None:
    changed = edited("aware", "rejected", value={"value": 99, "unit": "percent"})
    found = settle_review(changed, READ, DOCUMENT).claims["aware"]
    assert found.value == READ.claims["aware"].value
    assert found.review is not None
    assert found.review.status == "rejected"


def test_what_is_forgotten_is_told() -> None:
    changed = edited("aware", "draft", value={"value": 36, "unit": "percent"})
    assert codes(changed) == ["review.changed_unmarked"]
    assert codes(edited("aware", "corrected")) == ["review.nothing_changed"]
    without = {key: claim for key, claim in READ.claims.items() if key not in {"aware", "goal"}}
    assert codes(READ.model_copy(update={"claims": without})) == ["review.figure_missing"] * 2
    bare = READ.claims["aware"].model_copy(update={"review": None})
    assert codes(READ.model_copy(update={"claims": READ.claims | {"aware": bare}})) == ["review.no_status"]


def test_a_figure_typed_by_hand_is_left_alone() -> None:
    typed = letter({"typed": {key: value for key, value in CLAIMS["goal"].items() if key != "review"}}).claims
    given = READ.model_copy(update={"claims": READ.claims | typed})
    assert settle_review(given, READ, DOCUMENT).claims["typed"] == typed["typed"]


def test_a_yaml_draft_lists_everything_with_its_line(tmp_path: Path, registry: Registry) -> None:
    path = tmp_path / "draft.yml"
    text = claims_text(READ, "x")
    text = text.replace('"18,5%"', '"19%"').replace("population: events", "population: event", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_edited_draft(path, READ, registry)
    found = {problem.code for problem in caught.value.problems}
    assert found == {"review.changed_unmarked", "letter.as_printed", "registry.unknown_reference"}
    line = text.splitlines().index('    as_printed: "19%"') + 1
    assert any(f"draft.yml:{line} · claims.adopting.as_printed" in problem.where for problem in caught.value.problems)


def test_a_rejected_figure_may_be_wrong(tmp_path: Path, registry: Registry) -> None:
    wrong = letter({"odd": CLAIMS["aware"] | {"indicator": "no_such", "review": CLAIMS["aware"]["review"]}})
    path = tmp_path / "draft.yml"
    path.write_text(claims_text(wrong, "x").replace("status: draft", "status: rejected"), encoding="utf-8")
    assert read_edited_draft(path, wrong, registry).claims["odd"].indicator == "no_such"
