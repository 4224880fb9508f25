"""Published results: they are all there, each as its source gives it, and what is wrong is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.parameters.registry import Registry
from tests.letters import ROOT
from tests.parameters.test_registry_files import change, codes, folder  # noqa: F401 - a fixture of these tests too

FACTS = ROOT.parent / "shared" / "domain" / "province_indicators.csv"
USERS = FACTS.with_name("deu_by_province.csv")
COUNTRY = "Toàn quốc"
IN_LETTER = "seed:"
PARTS = {"enterprises_cutting_ghg_10pct", "enterprises_saving_energy_2_5pct", "enterprises_reducing_waste"}
"""Of the thirteen enterprises of another programme: in the note of that result."""
CHECKED = {"target": "targets", "result": "results"}


def ends(entry: object) -> set[float]:
    """Numbers of an entry."""
    value, band, asked = (getattr(entry, name, None) for name in ("value", "band", "asked"))
    found = {float(value.value)} if value else {float(band.low), float(band.high)} if band else set()
    return found | ({float(asked)} if asked else set())


@pytest.mark.skipif(not FACTS.is_file(), reason="the collected facts are not here")
def test_every_verified_number_is_in_the_registry(registry: Registry) -> None:
    slugs = {province.name.vi: province.slug for province in registry.provinces}
    missing = []
    for row in csv.DictReader(FACTS.read_text(encoding="utf-8").splitlines()):
        left_out = row["source_url"].startswith(IN_LETTER) or row["indicator"] in PARTS
        if row["kind"] not in CHECKED or row["confidence"] != "VERIFIED" or left_out:
            continue
        entries = getattr(registry, CHECKED[row["kind"]]).values()
        place = None if row["province"] == COUNTRY else slugs[row["province"]]
        if not any(entry.province == place and float(row["value"]) in ends(entry) for entry in entries):
            missing.append((row["province"], row["indicator"], row["value"]))
    assert missing == []


@pytest.mark.skipif(not USERS.is_file(), reason="the collected facts are not here")
def test_every_number_of_designated_users_is_in_the_registry(registry: Registry) -> None:
    slugs = {province.name.vi: province.slug for province in registry.provinces} | {"TP. Hồ Chí Minh": "ho-chi-minh"}
    known = {(one.province, one.year, float(one.value.value)) for one in registry.counts
             if one.population == "designated_energy_users"}  # fmt: skip
    rows = list(csv.DictReader(USERS.read_text(encoding="utf-8").splitlines()))
    found = {(slugs[row["province"]], int(row["list_year"]), float(row["deu_count"])) for row in rows}
    assert len(found) == len(rows) > 20
    assert found - known == set()


def test_results_keep_whom_they_count(registry: Registry) -> None:
    results = registry.results
    assert results["binh_duong_2024_adoption"].population == "potential_establishments"
    assert results["binh_duong_2024_informed"].indicator == "informed"  # access to knowledge is not awareness
    assert results["country_2020_awareness"].asked == 5500
    assert results["country_2015_energy_saving"].programme == "other"
    assert results["country_2009_adoption"].value is not None
    assert results["country_2009_adoption"].value.bound == "about"
    assert all(result.note is None or result.note.vi != result.note.en for result in results.values())


@pytest.mark.parametrize(
    ("entry", "old", "new", "code"),
    [
        ("country_2020_adoption:", "unit: percent", "unit: person", "result.unit"),
        ("country_2019_adoption:", "unit: establishment", "unit: event", "result.unit"),
        ("country_2020_adoption:", "value: 50", "value: 500", "value.percentage"),
        ("country_2020_adoption:", "source: vna_ten_years", "source: vna", "registry.unknown_reference"),
        ("binh_duong_2024_saving:", "province: binh-duong", "province: binhduong", "registry.unknown_reference"),
        ("country_2020_adoption:", "  period: {first: 2016, last: 2020}\n", "", "result.no_time"),
        ("binh_duong_2024_saving:", "band: {low: 5, high: 15, unit: percent}", "asked: 5", "value.one_of"),
    ],
)
def test_wrong_results_are_refused(folder: Path, entry: str, old: str, new: str, code: str) -> None:  # noqa: F811
    change(folder / "results.yml", entry, old, new)
    assert code in codes(folder)


def test_the_message_says_what_to_do(folder: Path) -> None:  # noqa: F811
    from sxsh_eval.parameters.registry_files import read_registry

    change(folder / "results.yml", "country_2020_adoption:", "unit: percent", "unit: person")
    with pytest.raises(InputError) as raised:
        read_registry(folder)
    [problem] = raised.value.problems
    assert "enterprise" in problem.say("expected", "en")
    assert "adoption" in problem.say("expected", "vi")
