"""Few enterprises, planted names, sections that forget the gate: nothing of them leaves in a report."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pdfplumber
import pytest

import sxsh_eval as sx
from sxsh_eval.estimates.disclosure.gate import names_of
from sxsh_eval.estimates.disclosure.release import Released
from sxsh_eval.estimates.result import CONFIDENTIAL
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report, Section
from sxsh_eval.reports.release_check import UnreleasedError, blocks_of, nested, unreleased
from sxsh_eval.reports.render.files import FORMATS, render_files
from tests.reports.editorial import check_figures

FEW = 150


def study_of(audience: str, count: int = FEW) -> Study:
    settings = {"data.synthetic": True, "data.synthetic_enterprises": count, "disclosure.audience": audience}
    return sx.read_study("", province="binh-dinh", period="2016-2020", settings=settings)


@cache
def raw(count: int = FEW) -> tuple[Inputs, dict[str, Any]]:
    study = study_of("internal", count)
    inputs = sx.read_inputs(study)
    savings = sx.estimate_savings(inputs, study)
    return inputs, {
        "adoption": sx.estimate_adoption(inputs, study),
        "spread": sx.estimate_spread(inputs, study),
        "savings": savings,
        "checks": sx.check_savings(savings, study),
        "costs": sx.estimate_province_costs(savings, inputs, study),
        "sites": sx.estimate_site_savings(inputs, study),
    }


@cache
def released(audience: str, count: int = FEW) -> Released:
    inputs, estimates = raw(count)
    return sx.release_estimates(inputs, study_of(audience, count), **estimates)


def sections(estimates: Any, inputs: Inputs, study: Study) -> list[Section]:
    implied = sx.estimate_implied(inputs)
    progress, consistency = sx.estimate_progress(inputs, study), sx.check_consistency(inputs, study)
    paces = sx.estimate_pace(inputs, study)
    one = estimates
    return [
        sx.summary_section(progress, consistency, paces, inputs, study, one.adoption, one.savings),
        sx.adoption_section(one.adoption, implied, inputs, study),
        sx.spread_section(one.spread, inputs, study),
        sx.savings_section(one.savings, inputs, study, one.checks, None, one.sites),
        sx.costs_section(one.costs, inputs, study),
    ]


def report_of(audience: str, count: int = FEW) -> Report:
    inputs, _ = raw(count)
    found, study = released(audience, count), study_of(audience, count)
    parts = [*sections(found, inputs, study), sx.disclosure_section(found)]
    return sx.province_report(inputs, study, sections=parts)


def hidden_rows(found: Released) -> Iterator[dict[Any, Any]]:
    assert found.adoption is not None
    assert not isinstance(found.adoption, Refused)
    for table in (found.adoption.shares, found.adoption.numbers, *found.adoption.groups.values()):
        yield from table.table[table.table["reason"] == CONFIDENTIAL].to_dict("records")


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_a_report_of_few_enterprises_comes_out(audience: str) -> None:
    report = report_of(audience)
    found, study = released(audience), study_of(audience)
    assert list(unreleased(report, study.disclosure, names_of(getattr(raw()[0], name) for name in TABLES))) == []
    assert found.log
    keys = {one["key"] for one in nested(report.model_dump(mode="json")) if one.get("kind") == "phrase"}
    assert {"disclosure.hidden", "note.hidden"} <= keys
    assert set(check_figures(report.sections, "Bình Định", "Bình Định")) >= {"funnel", "event_study"}
    for code in ("vi", "en"):
        language = Language(code)
        for block in blocks_of(report.sections):
            assert language.say(block.title)
            assert all(language.say(note) for note in block.notes)


def test_a_report_on_a_letter_alone_does_not_speak_of_hidden_numbers() -> None:
    study = sx.read_study("", province="binh-dinh", period="2016-2020")
    inputs = sx.read_inputs(study)
    kept = sx.disclosure_section(sx.release_estimates(inputs, study))
    report = sx.province_report(inputs, study, sections=[kept])
    assert [section.id for section in report.sections] == ["asked"]
    assert "disclosure" in [section.id for section in report_of("internal").sections]


def test_hidden_rows_have_no_number_left() -> None:
    rows = list(hidden_rows(released("public")))
    assert rows
    for row in rows:
        numbers = [value for value in row.values() if isinstance(value, float)]
        assert numbers
        assert all(value != value for value in numbers)  # noqa: PLR0124 - NaN is the only value unlike itself


def test_the_public_sees_less_than_the_ministry() -> None:
    def hidden(audience: str) -> set[tuple[str, str]]:
        return {(str(row["indicator"]), str(row["term"])) for row in hidden_rows(released(audience))}

    assert hidden("internal") < hidden("public")


def test_shares_of_small_groups_are_hidden_on_either_side() -> None:
    """By hand: of every level that is shown, at least ten adopt or none, at least ten do not or none."""
    found, (inputs, _) = released("public"), raw()
    survey = inputs.survey_in(study_of("public").period)
    assert survey is not None
    assert found.adoption is not None
    assert not isinstance(found.adoption, Refused)
    for name, table in found.adoption.groups.items():
        shown = table.table[table.table["reason"] != CONFIDENTIAL]
        for level in shown["term"].str.split("|").str[1]:
            adopting = survey.loc[survey[name].astype("str") == level, "is_adopting"].astype(bool)
            assert not 0 < adopting.sum() < 10
            assert not 0 < (~adopting).sum() < 10


def test_totals_are_those_of_the_estimates() -> None:
    found, (_, estimates) = released("public"), raw()
    assert found.adoption is not None
    assert not isinstance(found.adoption, Refused)
    one, other = (each.shares.row("is_adopting") for each in (found.adoption, estimates["adoption"]))
    assert all(one[name] == other[name] for name in ("estimate", "conf_low", "conf_high", "n_obs"))


def test_an_estimator_that_forgets_the_gate_is_caught() -> None:
    """The same sections from estimates that did not pass: the report is refused, each forgetful block is named."""
    inputs, estimates = raw()
    study = study_of("public")
    forgetful = Released(choices=study.disclosure, **estimates)
    with pytest.raises(UnreleasedError) as caught:
        sx.province_report(inputs, study, sections=sections(forgetful, inputs, study))
    for block in ("adoption_rates_table", "adoption_rates", "savings_intensity", "site_savings"):
        assert f"{block}:" in str(caught.value)


def test_a_table_that_does_not_say_on_how_many_it_rests_is_caught() -> None:
    inputs, _ = raw()
    study = study_of("internal")
    section = sx.adoption_section(released("internal").adoption, sx.estimate_implied(inputs), inputs, study)
    silent = [
        block.model_copy(update={"fewest": None}) if block.block == "table" else block for block in section.blocks
    ]
    with pytest.raises(UnreleasedError, match="does not say on how many"):
        sx.province_report(inputs, study, sections=[section.model_copy(update={"blocks": tuple(silent)})])


def test_planted_names_are_refused_or_removed() -> None:
    inputs, _ = raw()
    study = study_of("public")
    assert inputs.enterprises is not None
    code = str(inputs.enterprises["enterprise_id"].iloc[0])
    text = json.dumps(report_of("public").model_dump(mode="json"), ensure_ascii=False)
    for name in names_of(getattr(inputs, table) for table in TABLES):
        assert f'"{name}"' not in text
    section = sx.adoption_section(None, sx.estimate_implied(inputs), inputs, study)
    named = named_section(section, code)
    with pytest.raises(UnreleasedError, match="an enterprise is named"):
        sx.province_report(inputs, study, sections=[named])


def texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Text of every file of a report, as its readers see it; XML parts of office files whole."""
    for path in sorted(folder.iterdir()):
        if path.suffix in {".docx", ".xlsx"}:
            with zipfile.ZipFile(path) as parts:
                yield path.name, " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
        elif path.suffix == ".pdf":
            with pdfplumber.open(path) as document:
                yield path.name, " ".join(page.extract_text() for page in document.pages)
        else:
            yield path.name, path.read_text(encoding="utf-8")


def test_no_public_file_names_an_enterprise(tmp_path: Path) -> None:
    inputs, _ = raw()
    names = names_of(getattr(inputs, table) for table in TABLES)
    render_files(report_of("public"), tmp_path, ["vi"], FORMATS)
    seen = dict(texts_of(tmp_path))
    assert len(seen) == 4
    for file, text in seen.items():
        assert "Bình Định" in text, file
        assert [name for name in names if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)] == [], file


def named_section(section: Section, name: str) -> Section:
    from sxsh_eval.parameters.quantity import Verbatim, phrase
    from sxsh_eval.reports.model import Text

    text = Text(phrase=phrase("common.plain", text=Verbatim(text=f"{name}: 12 MWh")))
    return section.model_copy(update={"blocks": (*section.blocks, text)})


def test_names_are_taken_out_of_warnings() -> None:
    from sxsh_eval.errors import Problem
    from sxsh_eval.estimates.disclosure.gate import gate_of

    table = pd.DataFrame({"enterprise_id": ["4100123456"], "name": ["Công ty Gạch Bình An"]})
    problems = [
        Problem("estimate.saved_no_quantity", "panel", "4100123456, 4100999999"),
        Problem("estimate.saved_no_quantity", "panel", "thiếu ở Công ty Gạch Bình An"),
        Problem("estimate.saved_no_quantity", "panel", "coal"),
    ]
    public = gate_of(study_of("public"), [table], synthetic=False).unnamed(problems)
    assert [problem.found for problem in public] == [":c", ":c", "coal"]
    assert gate_of(study_of("internal"), [table], synthetic=False).unnamed(problems) == tuple(problems)


def test_the_log_names_cells_and_rules_but_no_values(tmp_path: Any) -> None:
    path = sx.save_release(released("public"), str(tmp_path))
    assert path is not None
    log = json.loads(path.read_text(encoding="utf-8"))
    assert log["disclosure"]["audience"] == "public"
    assert {"part": "adoption", "table": "by_sector"}.items() <= next(
        entry for entry in log["kept_back"] if entry["table"] == "by_sector"
    ).items()
    assert all(set(entry) == {"part", "table", "cell", "rule"} for entry in log["kept_back"])
    assert sx.save_release(released("public"), "") is None


def test_sites_are_for_the_ministry_alone() -> None:
    assert isinstance(released("public").sites, Refused)
    assert isinstance(released("internal").sites, tuple)


def test_what_the_notebooks_show_names_nobody() -> None:
    """A saved notebook keeps both forms in which a value is shown."""
    inputs, _ = raw()
    names = names_of(getattr(inputs, name) for name in TABLES)
    assert len(names) >= FEW // 2  # a province has between a half and twice as many as asked for
    for value in (inputs, released("public"), released("internal")):
        for text in (repr(value), value._repr_html_()):
            assert not any(name in text for name in names)


def test_the_notebooks_show_nothing_before_the_gate() -> None:
    """No raw estimate is the last word of a cell, and every section takes what passed."""
    from tests.letters import ROOT

    for name in ("province_report", "energy_savings"):
        notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
        sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
        raw_names = {"surveyed", "curve", "estimated", "checked", "spent", "metered"}
        assert not raw_names & {source.splitlines()[-1] for source in sources}
        for source in sources:
            if "_section(" in source or "save_estimates(" in source:
                assert not any(f"({one}," in source or f" {one}," in source for one in raw_names), source
