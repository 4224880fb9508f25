"""Synthetic tables as an import leaves them: read back the same, each province by itself, never silently real."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.national import read_national
from sxsh_eval.inputs.panel import read_inputs
from sxsh_eval.inputs.tables.stored import COMMON, MANIFEST, read_manifest, read_stored
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.study import Study, read_study
from sxsh_eval.reports.province import province_report, save_report
from sxsh_eval.runs.letters.official import add_letter
from sxsh_eval.runs.planning.fingerprint import file_hashes
from sxsh_eval.runs.planning.places import national_inputs, province_inputs
from sxsh_eval.runs.planning.plan import make_plan
from sxsh_eval.runs.planning.requests import Request
from sxsh_eval.runs.tables.sample import write_sample_tables
from tests.letters import ROOT

PROVINCES = ("lam-dong", "ha-nam", "ca-mau")
STORED = {f"data.{kind}": f"data/private/{kind}" for kind in TABLES}
MADE = {"data.synthetic_enterprises": 120}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for name in ("parameters", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    (root / "data" / "claims").mkdir(parents=True)
    write_sample_tables(root / "data" / "private", study(root, "lam-dong", **MADE), PROVINCES)
    return root


@pytest.fixture
def root(written: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(written, tmp_path / "project"))


def study(root: Path, province: str, **settings: object) -> Study:
    return read_study(root / "parameters" / "study.yml", province=province, period="2016-2020", settings=settings)


def hashes(root: Path, province: str) -> dict[str, str]:
    """What decides a job of a province: the content of its files by path."""
    return file_hashes(province_inputs(study(root, province, **STORED), root / "outputs"), root)


def test_rows_come_back_as_they_were_made(written: Path) -> None:
    stored = read_inputs(study(written, "lam-dong", **STORED))
    made = read_inputs(study(written, "lam-dong", **MADE, **{"data.synthetic": True}))
    for kind in TABLES:
        pd.testing.assert_frame_equal(getattr(stored, kind), getattr(made, kind), check_exact=True)
    assert stored.balances["survey"].used == len(made.survey if made.survey is not None else ())


def test_stored_tables_are_never_silently_real(written: Path) -> None:
    assert read_inputs(study(written, "ha-nam", **STORED)).synthetic
    assert read_inputs(study(written, "ha-nam", **{"data.metering": STORED["data.metering"]})).synthetic
    assert read_national(study(written, "national", **STORED)).synthetic
    for kind in TABLES:
        manifest = read_manifest(written / "data" / "private" / kind)
        assert manifest is not None
        assert all(source.synthetic for source in manifest.sources), kind
        assert read_stored(written / "data" / "private" / kind)["is_synthetic"].all(), kind


def test_no_two_enterprises_of_the_country_share_a_code(written: Path) -> None:
    table = read_stored(written / "data" / "private" / "enterprises")
    assert set(table["province"]) == set(PROVINCES)
    pairs = table[["enterprise_id", "province"]].drop_duplicates()
    assert len(pairs) == table["enterprise_id"].nunique()


def test_a_change_in_one_province_changes_its_inputs_alone(root: Path) -> None:
    before = {name: hashes(root, name) for name in PROVINCES}
    other = study(root, "lam-dong", seed=7, **MADE)
    write_sample_tables(root / "data" / "private", other, ["ha-nam"])
    after = {name: hashes(root, name) for name in PROVINCES}
    assert [name for name in PROVINCES if before[name] != after[name]] == ["ha-nam"]
    files = {path.relative_to(root).as_posix() for path in national_inputs(study(root, "national", **STORED))}
    assert f"data/private/enterprises/{MANIFEST}" in files
    assert len([name for name in files if "/enterprises/province=" in name]) == len(PROVINCES)


def test_writing_the_same_again_changes_no_inputs(root: Path) -> None:
    before = {name: hashes(root, name) for name in PROVINCES}
    country = file_hashes(national_inputs(study(root, "national", **STORED)), root)
    write_sample_tables(root / "data" / "private", study(root, "lam-dong", **MADE), PROVINCES)
    assert file_hashes(national_inputs(study(root, "national", **STORED)), root) == country
    assert {name: hashes(root, name) for name in PROVINCES} == before
    parts = list((root / "data" / "private" / "survey").rglob("part-*.parquet"))
    assert len(parts) == len(PROVINCES)


def test_a_province_lists_no_file_of_another(written: Path) -> None:
    names = set(hashes(written, "ca-mau"))
    assert not [name for name in names if "province=" in name and "province=ca-mau/" not in name]
    assert f"data/private/survey/province=ca-mau/{MANIFEST}" in names
    assert f"data/private/survey/{MANIFEST}" not in names
    assert f"data/private/energy_prices/{COMMON}" in names
    assert f"data/private/energy_prices/{MANIFEST}" not in names


def test_without_a_manifest_beside_them_parts_are_found_by_the_tables(root: Path) -> None:
    """As after an import of an earlier version, or a stop between two files."""
    whole = read_stored(root / "data" / "private" / "survey", "ca-mau")
    for name in (f"province=ca-mau/{MANIFEST}", COMMON):
        (root / "data" / "private" / "survey" / name).unlink()
    pd.testing.assert_frame_equal(read_stored(root / "data" / "private" / "survey", "ca-mau"), whole)
    names = set(hashes(root, "ca-mau"))
    assert f"data/private/survey/{MANIFEST}" in names
    assert not [name for name in names if "province=" in name and "province=ca-mau/" not in name]


def test_a_damaged_manifest_of_a_province_is_told(root: Path) -> None:
    (root / "data" / "private" / "survey" / "province=ca-mau" / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_inputs(study(root, "ca-mau", **STORED))
    assert [problem.code for problem in caught.value.problems] == ["stored.damaged"]
    assert read_inputs(study(root, "ha-nam", **STORED)).survey is not None


def test_a_province_with_neither_letter_nor_table_is_refused(written: Path) -> None:
    for settings in ({}, {"data.population": STORED["data.population"]}):
        with pytest.raises(InputError) as caught:
            read_inputs(study(written, "lam-dong", **settings))
        assert [problem.code for problem in caught.value.problems] == ["letter.none_for_province"]


def test_a_province_of_which_the_tables_have_no_row_is_refused(written: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_inputs(study(written, "an-giang", **STORED))
    assert {problem.code for problem in caught.value.problems} == {"table.no_rows_of_province"}


def test_such_a_province_can_be_asked_for_and_writes_its_letter(written: Path, tmp_path: Path) -> None:
    """Its letter to the Ministry is drafted with every figure left open: none is invented."""
    path = written / "parameters" / "study.yml"
    settings = {**STORED, "letter": "true"}
    [planned] = make_plan(Request(provinces=("Cà Mau",), periods=("2016-2020",), settings=settings, study=path)).jobs
    job = planned.job
    assert (job.province, job.letter) == ("ca-mau", True)
    chosen = study(written, "ca-mau", **STORED)
    save_report(province_report(read_inputs(chosen), chosen, sections=[]), str(tmp_path))
    add_letter(job, tmp_path)
    text = "\n".join(each.text for each in Document(str(tmp_path / "letter.docx")).paragraphs)
    assert "Cà Mau" in text
    assert "[" in text
