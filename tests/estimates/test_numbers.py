"""numbers.json: everything a report shows, by key, and nothing that the gate kept back."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

import sxsh_eval as sx
from sxsh_eval.errors import InputError
from sxsh_eval.estimates.disclosure.gate import names_of
from sxsh_eval.estimates.disclosure.rules import Rules
from sxsh_eval.estimates.numbers import NUMBERS_FILE, Numbers, collect_numbers, without_names
from sxsh_eval.estimates.printed import COUNTED_OTHERWISE, with_enough
from sxsh_eval.estimates.result import CONFIDENTIAL, Method, as_estimates, estimate_row
from sxsh_eval.estimates.savings import Savings
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.study import Study
from tests import national_sample
from tests.reports.test_release import raw, released, study_of

LETTER = {"progress", "claimed", "implied", "pace"}
VALUES = ("estimate", "std_error", "conf_low", "conf_high", "n_obs")


@cache
def numbers(audience: str) -> Numbers:
    inputs, _ = raw()
    study = study_of(audience)
    return collect_numbers(
        released(audience),
        inputs,
        study,
        progress=sx.estimate_progress(inputs, study),
        claimed=sx.estimate_claimed(inputs),
        implied=sx.estimate_implied(inputs),
        pace=sx.estimate_pace(inputs, study),
    )


@cache
def country(audience: str) -> Numbers:
    study = national_sample.choices()
    study = study.model_copy(update={"disclosure": study.disclosure.model_copy(update={"audience": audience})})
    shown = sx.release_national_estimates(national_sample.found(), national_sample.country(), study)
    return collect_numbers(shown, national_sample.country(), study)


def values(found: Numbers) -> dict[tuple[str, ...], tuple[float | None, ...]]:
    return {row.key: tuple(getattr(row, name) for name in VALUES) for row in found.rows}


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_hidden_numbers_keep_their_key_and_nothing_else(audience: str) -> None:
    found = numbers(audience)
    hidden = [row for row in found.rows if row.reason == CONFIDENTIAL]
    assert hidden
    assert all(getattr(row, name) is None for row in hidden for name in VALUES)
    assert found.audience == audience
    assert found.synthetic


def test_the_public_file_masks_what_the_gate_masked() -> None:
    public, shown = numbers("public"), released("public")
    assert isinstance(shown.savings, Savings)
    assert shown.savings.saved is not None
    table = shown.savings.saved.table
    expected = set(
        table.loc[table["reason"] == CONFIDENTIAL, ["indicator", "province", "sector", "period", "term"]].itertuples(
            index=False, name=None
        )
    )
    found = {row.key[1:] for row in public.rows if row.table == "saved" and row.reason == CONFIDENTIAL}
    assert expected
    assert found == expected
    inside, outside = values(numbers("internal")), values(public)
    assert {key for key in outside if outside[key][0] is not None} < {
        key for key in inside if inside[key][0] is not None
    }


@pytest.mark.parametrize("audience", ["internal", "public"])
@pytest.mark.parametrize("scope", [numbers, country])
def test_no_number_rests_on_too_few(audience: str, scope: object) -> None:
    found = scope(audience)  # type: ignore[operator]
    study = study_of(audience)
    least = Rules.of(study.disclosure).minimum_count
    counted = [row for row in found.rows if row.n_obs and row.table not in COUNTED_OTHERWISE | LETTER]
    assert counted
    assert min(row.n_obs for row in counted if row.n_obs) >= least


@pytest.mark.parametrize("scope", [numbers, country])
def test_parts_that_the_gate_did_not_look_at_are_absent(scope: object) -> None:
    found = scope("internal")  # type: ignore[operator]
    decomposed = [row for row in found.rows if row.table.endswith("decomposition")]
    assert decomposed
    assert all(row.sector == "" for row in decomposed)
    years = {row.period for row in found.rows if row.table == "intensity"}
    assert years <= {"2016", "2020"}


def test_a_row_on_too_few_is_hidden_should_the_gate_let_it_pass() -> None:
    keys = ("adoption", "binh-dinh", "", "2020")
    made = [
        estimate_row((*keys, f"n{n}"), 10.0, unit="percent", evidence="surveyed", source="s", interval=(8, 12), n_obs=n)
        for n in (0, 2, 3, float("nan"))
    ]
    table = with_enough(as_estimates(made, Method("m", "f")), 3).table
    assert table["reason"].tolist() == ["", CONFIDENTIAL, "", ""]
    assert table["estimate"].isna().tolist() == [False, True, False, False]


def test_sites_are_for_the_house() -> None:
    assert [row for row in numbers("internal").rows if row.table == "site_savings"]
    assert not [row for row in numbers("public").rows if row.table == "site_savings"]


def test_no_enterprise_is_named_to_everyone() -> None:
    inputs, _ = raw()
    names = names_of(getattr(inputs, name) for name in TABLES)
    text = json.dumps(numbers("public").model_dump(mode="json"), ensure_ascii=False)
    assert names
    assert not [name for name in names if f'"{name}"' in text]
    site = next(iter(sorted(names)))
    row = numbers("public").rows[0]
    named = [row.model_copy(update={"source": f"letter of {site}"}), row.model_copy(update={"term": site})]
    (kept,) = without_names(iter(named), names)
    assert site not in kept.source


def test_letter_tables_pass_whole() -> None:
    inputs, _ = raw()
    claimed = sx.estimate_claimed(inputs).table
    rows = {row.term: row for row in numbers("public").rows if row.table == "claimed"}
    assert set(rows) == set(claimed["term"])
    for line in claimed.to_dict("records"):
        assert rows[line["term"]].estimate == line["estimate"]


def saved(folder: Path, study: Study | None = None) -> Path | None:
    inputs, _ = raw()
    return sx.save_numbers(released("public"), inputs, study or study_of("public"), str(folder))


def test_written_whole_and_read_back(tmp_path: Path) -> None:
    assert saved(tmp_path) == tmp_path / NUMBERS_FILE
    assert [path.name for path in tmp_path.iterdir()] == [NUMBERS_FILE]
    first = (tmp_path / NUMBERS_FILE).read_bytes()
    saved(tmp_path)
    assert (tmp_path / NUMBERS_FILE).read_bytes() == first
    found = sx.read_numbers(tmp_path)
    whole = numbers("public")
    assert found.rows == tuple(row for row in whole.rows if row.table not in LETTER)
    inputs, _ = raw()
    assert sx.save_numbers(released("public"), inputs, study_of("public"), "") is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "numbers.missing"),
        (b"", "numbers.damaged"),
        (b"\xff\xfe", "numbers.damaged"),
        (b'{"schema_version": 2}', "numbers.damaged"),
        (
            b'{"schema_version": 1, "synthetic": false, "audience": "public", "minimum_count": 3, "methods": {}}',
            "numbers.damaged",
        ),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / NUMBERS_FILE).write_bytes(content)
    with pytest.raises(InputError) as refusal:
        sx.read_numbers(tmp_path)
    assert [problem.code for problem in refusal.value.problems] == [code]


def test_keys_are_unique(tmp_path: Path) -> None:
    saved(tmp_path)
    content = json.loads((tmp_path / NUMBERS_FILE).read_text(encoding="utf-8"))
    content["rows"].append(content["rows"][0])
    (tmp_path / NUMBERS_FILE).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="unique"):
        sx.read_numbers(tmp_path)
