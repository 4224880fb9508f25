"""The file of national estimates: all digits kept, the same bytes twice, damage named."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.estimates.national_savings import estimate_national_savings
from sxsh_eval.estimates.national_store import newest_national, read_estimates, save_estimates, tables_of
from tests.letters import study
from tests.national_sample import choices, country, found


def folder(root: Path) -> Path:
    return root / "trial" / "energy_savings" / "national" / "2016-2020"


def test_every_number_comes_back(tmp_path: Path) -> None:
    path = save_estimates(found(), choices(), str(folder(tmp_path)))
    assert path is not None
    read = read_estimates(path)
    assert read.run == "trial"
    assert read.stored.synthetic
    assert read.stored.provinces == 9
    written = tables_of(found(), 0.95)
    assert set(read.tables) == set(written)
    for name, table in written.items():
        back = read.tables[name]
        assert back.method == table.method
        pd.testing.assert_frame_equal(
            back.table[table.table.columns],
            table.table.reset_index(drop=True),
            check_dtype=False,
            check_exact=True,
            obj=name,
        )
    assert read.overall["estimate"] == found().whole.overall["estimate"]


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    again = estimate_national_savings(country(), choices())
    paths = [save_estimates(each, choices(), str(tmp_path / name)) for each, name in ((found(), "a"), (again, "b"))]
    contents = [path.read_bytes() for path in paths if path]
    assert len(contents) == 2
    assert contents[0] == contents[1]
    json.loads(contents[0], parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_a_province_is_found_by_its_slug(tmp_path: Path) -> None:
    path = save_estimates(found(), choices(), str(folder(tmp_path)))
    assert path is not None
    read = read_estimates(path)
    shrunk, raw = (read.of_province("binh-dinh", term) for term in ("shrunk", "raw"))
    assert shrunk is not None
    assert raw is not None
    assert shrunk["std_error"] < raw["std_error"]
    assert read.of_province("ca-mau") is None


def test_nothing_is_written_without_an_effect_or_a_folder(tmp_path: Path) -> None:
    assert save_estimates(None, choices(), str(tmp_path)) is None
    assert save_estimates(found(), choices(), "") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{}", '{"schema_version": 1', "\x00"])
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "estimates.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_estimates(path)
    assert raised.value.problems[0].code == "estimates.damaged"


def test_a_table_that_breaks_the_contract_is_damage(tmp_path: Path) -> None:
    path = save_estimates(found(), choices(), str(tmp_path))
    assert path is not None
    content = json.loads(path.read_text(encoding="utf-8"))
    content["tables"]["overall"]["rows"][0]["conf_low"] = 5.0
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_estimates(path)
    assert raised.value.problems[0].code == "estimates.damaged"


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_estimates(tmp_path / "estimates.json")
    assert raised.value.problems[0].code == "estimates.missing"


def test_a_province_reads_the_newest_run_beside_it_or_none(tmp_path: Path) -> None:
    staging = str(tmp_path / ".work" / "staging" / "one")
    made_up = study("2016-2020", province="binh-dinh", **{"data.synthetic": True})
    assert newest_national(made_up, staging) is None
    save_estimates(found(), choices(), str(folder(tmp_path)))
    read = newest_national(made_up, staging)
    assert read is not None
    assert read.run == "trial"
    assert newest_national(study("2016-2020", province="binh-dinh"), staging) is None, "real beside synthetic"
    assert newest_national(study("2009-2015", "binh-dinh", **{"data.synthetic": True}), staging) is None
