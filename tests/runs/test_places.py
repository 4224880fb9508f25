"""Which data files belong to a run: tables that the study names and that are there."""

from __future__ import annotations

from pathlib import Path

from sxsh_eval.inputs.national_runs import NATIONAL_TABLES, NOTEBOOK, REPORT
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.study import Study
from sxsh_eval.runs.planning.places import national_inputs, province_inputs
from tests.letters import study


def with_tables(root: Path, *, synthetic: bool = False) -> Study:
    names = {}
    for kind in TABLES:
        (root / f"{kind}.csv").write_text("province\n", encoding="utf-8")
        names[kind] = f"{kind}.csv"
    given = study("2016-2020")
    data = given.data.model_copy(update=names | {"survey": "gone.csv", "synthetic": synthetic})
    return given.model_copy(update={"data": data, "root": root})


def test_every_table_that_is_there_counts_as_an_input(tmp_path: Path) -> None:
    found = province_inputs(with_tables(tmp_path), tmp_path / "outputs")
    tables = set(TABLES) - {"survey"}
    assert {path.name for path in found if path.parent == tmp_path} == {f"{kind}.csv" for kind in tables}
    checked_by = {path.relative_to(tmp_path).as_posix() for path in found if path.parent != tmp_path}
    assert checked_by == {"parameters/table_rules.yml", *(f"parameters/codebook/{kind}.yml" for kind in tables)}


def test_the_country_reads_all_tables_but_metered_sites(tmp_path: Path) -> None:
    found = {path.name for path in national_inputs(with_tables(tmp_path), "national_report") if path.parent == tmp_path}
    assert found == {"enterprises.csv", "energy_prices.csv", "population.csv", "costs.csv"}


def test_the_report_on_all_provinces_reads_letters_too(tmp_path: Path) -> None:
    study = with_tables(tmp_path)
    claims = study.root / study.paths.claims
    claims.mkdir(parents=True, exist_ok=True)
    for name in ("lao-cai-2018.yml", "gia-lai-2019-2.yml", "atlantis-2018.yml", "remarks.yml"):
        (claims / name).write_text("", encoding="utf-8")
    found = national_inputs(study, REPORT, ("lao-cai", "gia-lai", "ca-mau"))
    assert {path.name for path in found if path.parent == claims} == {"lao-cai-2018.yml", "gia-lai-2019-2.yml"}
    tables = {path.name for path in found if path.parent == tmp_path}
    assert tables == {f"{kind}.csv" for kind in NATIONAL_TABLES if kind != "survey"}
    assert not [path for path in national_inputs(study, NOTEBOOK, ("lao-cai",)) if path.parent == claims]


def test_synthetic_data_have_no_files(tmp_path: Path) -> None:
    chosen = with_tables(tmp_path, synthetic=True)
    assert (province_inputs(chosen, tmp_path / "outputs"), national_inputs(chosen)) == ((), ())
