"""The questionnaire is a form that converts; its exported answers are a table of the survey as they are."""

from __future__ import annotations

import csv
import re
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook

from sxsh_eval.cli import main
from sxsh_eval.estimates.survey_plan.plan import plan_survey
from sxsh_eval.inputs.place import read_place
from sxsh_eval.parameters.codebook import Codebook, read_codebook
from sxsh_eval.reports.workbooks.questionnaire import FILE, save_questionnaire
from sxsh_eval.reports.workbooks.questionnaire_form import GROUPS, SUPPORT, SUPPORTED, Form, questionnaire_form
from sxsh_eval.runs.tables.checks import examine_file, read_table_project
from tests.letters import ROOT, registry, study

BOOK = ROOT / "parameters" / "codebook" / "survey.yml"
ANSWERS = 40
Row = dict[str, str]


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook(BOOK)


@pytest.fixture(scope="module")
def form(codebook: Codebook) -> Form:
    return questionnaire_form(codebook, registry(), province="lao-cai")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    choices = study()
    path = save_questionnaire(choices, str(tmp_path_factory.mktemp("form")), plan_survey(read_place(choices), choices))
    assert path is not None
    return path


def converted(path: Path) -> tuple[ET.Element, list[str]]:
    result = import_module("pyxform.xls2xform").convert(xlsform=str(path))
    return ET.fromstring(result.xform), result.warnings


def test_pyxform_converts_it_without_a_warning(saved: Path) -> None:
    pytest.importorskip("pyxform")
    root, warnings = converted(saved)
    assert warnings == []
    languages = {one.get("lang") for one in root.iter("{http://www.w3.org/2002/xforms}translation")}
    assert languages == {"Tiếng Việt (vi)", "English (en)"}


def test_fields_are_columns_of_the_codebook(saved: Path, codebook: Codebook) -> None:
    pytest.importorskip("pyxform")
    root, _ = converted(saved)
    bound = [str(one.get("nodeset")) for one in root.iter("{http://www.w3.org/2002/xforms}bind")]
    fields = {path.rsplit("/", 1)[-1] for path in bound if path.count("/") == 3}  # /data/group/field
    helpers = {name for name in fields if name.startswith("ask_")}
    unknown = fields - set(codebook.columns) - helpers
    assert unknown == {SUPPORT, "instanceID", "instanceName"}
    required = {name for name, column in codebook.columns.items() if column.required}
    assert required <= fields
    assert {
        "electricity_kwh",
        "coal_tonne",
        "natural_gas_m3",
        "biomass_tonne",
        "output_mvnd",
        "adoption_year",
    } <= fields


def test_every_question_has_both_languages(form: Form) -> None:
    asked = [row for row in form.rows if row.type not in {"start", "end", "today", "end_group", "calculate"}]
    assert all(row.label is not None and row.label.vi != row.label.en for row in asked)
    assert all((row.constraint == "") == (row.message is None) for row in form.rows)
    assert {name for names in GROUPS.values() for name in names} <= {row.name for row in form.rows}


def test_rules_refer_to_questions_that_come_first(form: Form) -> None:
    seen: set[str] = set()
    for row in form.rows:
        used = set(re.findall(r"\$\{(\w+)\}", row.relevant + row.constraint + row.calculation))
        assert used <= seen, row.name
        seen.add(row.name)


def test_the_form_of_a_plan_offers_its_strata(saved: Path) -> None:
    cells = [row[:2] for row in load_workbook(saved)["choices"].iter_rows(values_only=True)]
    assert ("stratum", "industry:large") in cells
    survey = {row[1]: row for row in load_workbook(saved)["survey"].iter_rows(values_only=True)}
    assert survey["stratum"][0] == "select_one stratum"
    assert "lao-cai" in survey["province"]


def test_the_same_choices_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [save_questionnaire(study(), str(tmp_path / name)) for name in ("a", "b")]
    assert len({path.read_bytes() for path in paths if path}) == 1
    assert [path.name for path in paths if path] == [FILE, FILE]
    assert save_questionnaire(study(), "") is None


def made_up(form: Form, rng: np.random.Generator, number: int) -> Row:
    """An answer that the form would let through, under the names of its fields."""
    consents, informed, adopting = number % 5 != 0, number % 3 != 0, number % 4 == 1
    row: Row = {}
    for one in form.rows:
        name = one.name.removeprefix("ask_")
        if one.type in {"text", "integer", "decimal"} or one.type.startswith("select_one"):
            row[one.name] = answer(one.type, name, form, rng, number)
    row |= {"has_answered": yes(consents), "is_informed": yes(informed), "is_adopting": yes(adopting)}
    row |= {"year": "2019", "province": "lao-cai", "tax_code": f"53{number:08d}", "vsic": row["sector"]}
    row |= {"insured_person": "3", "employees_person": "7", "options_recommended": "5", "options_implemented": "2"}
    row |= {"adoption_year": "2016" if adopting else "", "reported_saving_percent": "8.5" if adopting else ""}
    row["is_aware"] = row["ask_is_aware"] if informed else "no"
    row["is_monitored"] = row["ask_is_monitored"] if adopting else "no"
    row[SUPPORT] = " ".join(SUPPORTED[: number % 3]) or "none"
    if not consents:
        kept = {"has_answered", *GROUPS["identity"]}
        row = {name: value if name in kept else "" for name, value in row.items()}
    return row


def answer(kind: str, name: str, form: Form, rng: np.random.Generator, number: int) -> str:
    if kind.startswith("select_one"):
        codes = list(form.choices[kind.split()[1]])
        return codes[number % len(codes)]
    if kind == "text":
        return f"{name}-{number % 3}" if name in {"stratum", "cluster", "district"} else f"{name} {number}"
    return f"{rng.uniform(10, 5000):.3f}" if kind == "decimal" else "10"


def yes(flag: bool) -> str:  # noqa: FBT001 - one word
    return "yes" if flag else "no"


def exported(form: Form, rows: list[Row], *, sep: str, split: bool, listed: bool) -> tuple[list[str], list[list[str]]]:
    """Heads and lines as Kobo (sep ``/``) or ODK Central (``-``) write them, with their own columns."""
    home = {name: group for group, names in GROUPS.items() for name in names}
    heads, lines = ["start", "end", "today", "note_intro"], [["2019-05-01T08:00:00.000+07:00"] * 3 + [""] for _ in rows]
    for name in rows[0]:
        if name == SUPPORT and not listed:
            continue
        heads.append(sep.join([home[name.removeprefix("ask_")], name]))
        for line, row in zip(lines, rows, strict=True):
            line.append(row[name])
    for name in [*SUPPORTED, "none"] if split else []:
        heads.append(f"{home[SUPPORT]}{sep}{SUPPORT}/{name}")
        for line, row in zip(lines, rows, strict=True):
            line.append(str(int(name in row[SUPPORT].split())) if row[SUPPORT] else "")
    tool = (
        ["_id", "_uuid", "_submission_time", "__version__"] if sep == "/" else ["KEY", "SubmissionDate", "instanceID"]
    )
    return [*heads, *tool], [[*line, *[f"{at + 100}"] * len(tool)] for at, line in enumerate(lines)]


def write(path: Path, heads: list[str], lines: list[list[str]]) -> Path:
    if path.suffix == ".xlsx":
        book = Workbook()
        for line in [heads, *lines]:
            book.active.append(line)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([heads, *lines])
    return path


EXPORTS: list[tuple[str, dict[str, Any]]] = [
    ("kobo.csv", {"sep": "/", "split": True, "listed": True}),
    ("kobo.xlsx", {"sep": "/", "split": True, "listed": False}),
    ("kobo_one_column.csv", {"sep": "/", "split": False, "listed": True}),
    ("central.csv", {"sep": "-", "split": True, "listed": True}),
]


@pytest.mark.parametrize(("file", "style"), EXPORTS, ids=[name for name, _ in EXPORTS])
def test_exported_answers_come_back_as_they_are(
    file: str, style: dict[str, Any], form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(4)
    rows = [made_up(form, rng, number) for number in range(ANSWERS)]
    path = write(tmp_path / file, *exported(form, rows, **style))
    monkeypatch.chdir(ROOT)
    examined = examine_file(read_table_project(), path)
    assert examined.codebook.title.en == "Survey of establishments"
    assert [problem.code for problem in examined.errors] == []
    assert "table.unknown_column" not in {problem.code for problem in examined.problems}
    table = examined.table
    assert len(table) == ANSWERS
    assert table["has_answered"].sum() == sum(row["has_answered"] == "yes" for row in rows)
    assert table["enterprise_id"].tolist() == [row["enterprise_id"] for row in rows]
    for name in (*SUPPORTED[:2], "is_aware", "is_adopting", "is_monitored"):
        said = [row[SUPPORT].split() if name in SUPPORTED else row[name] for row in rows]
        expected = [name in one if isinstance(one, list) else one == "yes" for one in said]
        silent = [not one for one in said]
        assert table[name].isna().tolist() == silent, name
        assert table[name].fillna(value=False).tolist() == expected, name
    known = table["electricity_kwh"].notna()
    amounts = [float(row["electricity_kwh"]) for row in rows if row["electricity_kwh"]]
    assert table.loc[known, "electricity_kwh"].tolist() == pytest.approx(amounts)
    assert table["sector"].dropna().tolist() == [row["sector"] for row in rows if row["sector"]]


def test_the_command_line_takes_an_export(form: Form, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(4)
    rows = [made_up(form, rng, number) for number in range(ANSWERS)]
    path = write(project / "answers.csv", *exported(form, rows, sep="/", split=True, listed=True))
    assert main(["check", str(path), "--table", "survey", "--province", "lao-cai"]) == 0
    assert main(["import", str(path), "--table", "survey"]) == 0
    assert (project / "data" / "private" / "survey").is_dir()
    capsys.readouterr()


def test_other_tables_lose_no_column_without_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heads = ["enterprise_id", "year", "province", "is_adopting", "start", "note_of_mine"]
    path = write(tmp_path / "own.csv", heads, [["A1", "2019", "lao-cai", "yes", "x", "y"]])
    monkeypatch.chdir(ROOT)
    examined = examine_file(read_table_project(), path, table="survey")
    told = [problem.found for problem in examined.problems if problem.code == "table.unknown_column"]
    assert sorted(told) == ["note_of_mine", "start"]
