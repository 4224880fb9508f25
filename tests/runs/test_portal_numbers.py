"""Values on the index page: which are taken, in which class of colour they fall, how they are printed."""

from __future__ import annotations

import ast
import json
import random
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.reports.charts.classes import CLASSES, class_of, nice_edges
from sxsh_eval.reports.language import LANGUAGES, catalogue
from sxsh_eval.runs.portal import write_portal
from sxsh_eval.runs.portal.atlas import read_atlas
from sxsh_eval.runs.portal.card import CARD, COUNTS, MARKS, WORDS, make_card, read_card, write_card
from sxsh_eval.runs.portal.series import HEADLINES, KNOWN, select_values
from sxsh_eval.runs.portal.words import alphabetical, value_text, with_unit
from tests.letters import ROOT
from tests.runs.made_up_outputs import REGISTRY, make_fleet, number_row, put_job, report_of

FINITE = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False).map(lambda value: round(value, 6))
SLUG, PERIOD = "binh-dinh", "2016-2020"


@given(st.lists(FINITE, min_size=1, max_size=80))
def test_every_value_lies_in_its_class(values: list[float]) -> None:
    edges = nice_edges(values)
    assert list(edges) == sorted(edges)
    assert len(edges) - 1 <= CLASSES
    for value in values:
        at = class_of(value, edges)
        assert 0 <= at <= max(len(edges) - 2, 0)
        slack = 1e-9 * max(abs(edges[0]), abs(edges[-1]), 1.0)
        assert edges[at] - slack <= value <= edges[min(at + 1, len(edges) - 1)] + slack


def test_limits_of_classes_are_round() -> None:
    assert nice_edges([8.6, 25.0, 31.2, 47.5]) == (0, 10, 20, 30, 40, 50)
    assert nice_edges([-3.0, 1.0, 6.0]) == (-4, -2, 0, 2, 4, 6)
    assert nice_edges([5.0, 5.0]) == (5, 5)


def test_skewed_values_are_spread_over_the_classes() -> None:
    values = [float(2**power) for power in range(20)]
    edges = nice_edges(values)
    counts = [sum(class_of(value, edges) == at for value in values) for at in range(len(edges) - 1)]
    assert len(counts) == CLASSES
    assert max(counts) - min(counts) <= 2


def picked(rows: list[dict[str, Any]], province: str = SLUG) -> dict[tuple[str, str], dict[str, Any]]:
    return {(value["series"], value["province"]): value for value in select_values(rows, province, PERIOD)}


def test_one_value_for_each_series_of_the_whole_province() -> None:
    found = picked(
        [
            number_row("adoption", "is_adopting", 35.0, 2.0, province=SLUG),
            number_row("adoption", "is_adopting", 10.0, 2.0, province=SLUG, sector="10"),
            number_row("adoption", "is_adopting", 99.0, 2.0, province="gia-lai"),
            number_row("adoption_unweighted", "is_adopting", 30.0, 2.0, province=SLUG),
            number_row("saved", "amount", 5.0, province=SLUG, indicator="saved_energy_toe", period="2016"),
            number_row("saved", "amount", 70.0, province=SLUG, indicator="saved_energy_toe", period=PERIOD),
            number_row("saved", "amount", 6.0, province=SLUG, indicator="saved_energy_toe", period="2017"),
            number_row("costs", "total", 2.5e9, province=SLUG, indicator="cost_all"),
        ]
    )
    assert set(found) == {("adoption_is_adopting", SLUG), ("saved_toe", SLUG), ("cost", SLUG)}
    assert found["adoption_is_adopting", SLUG]["value"] == 35.0
    assert found["saved_toe", SLUG]["value"] == 70.0
    assert found["cost", SLUG]["value"] == pytest.approx(2.5)


def test_a_change_of_a_logarithm_becomes_the_part_saved() -> None:
    row = number_row("savings", "overall", -0.0845, 0.016, province=SLUG)
    value = picked([row])["saving", SLUG]
    assert value["value"] == pytest.approx(8.1028, abs=1e-4)
    assert value_text(value, "percent_change") == "8,1 (6,6–9,6)"
    assert with_unit(value) == {"vi": "8,1 % (6,6–9,6)", "en": "8.1% (6.6–9.6)"}


def test_hidden_numbers_stay_hidden_and_missing_ones_missing() -> None:
    hidden = number_row("adoption", "is_adopting", None, province=SLUG, reason="confidential")
    assert value_text(picked([hidden])["adoption_is_adopting", SLUG], "percent") == ":c"
    missing = number_row("adoption", "is_adopting", None, province=SLUG, reason="no_degrees_of_freedom")
    assert value_text(picked([missing])["adoption_is_adopting", SLUG], "percent") == "–"


def test_of_a_letter_the_newest_share_counts_and_no_sum_of_counts() -> None:
    claim: dict[str, Any] = {"province": SLUG, "evidence": "claimed"}
    found = picked(
        [
            number_row("claimed", "one", 10.0, 0.5, **claim, period="2015"),
            number_row("claimed", "two", 12.0, 0.5, **claim, period="2018"),
            number_row("claimed", "three", 2.0, **claim, indicator="events", unit="event"),
            number_row("claimed", "four", 3.0, **claim, indicator="events", unit="event"),
            number_row(
                "claimed", "five", 286e6, **claim, indicator="budget", unit="vnd", conf_low=None, conf_high=None
            ),
            number_row("progress", "distance_2020", -40.0, 0.5, **claim, unit="percentage_point"),
        ]
    )
    assert set(found) == {("claimed:adoption", SLUG), ("claimed:budget", SLUG), ("progress:adoption:2020", SLUG)}
    assert found["claimed:adoption", SLUG]["value"] == 12.0
    assert with_unit(found["claimed:budget", SLUG])["vi"] == "286 triệu đồng"


def test_a_national_job_speaks_of_every_province() -> None:
    rows = [number_row("national_provinces", "shrunk", -0.1, 0.02, province=slug) for slug in ("gia-lai", "ha-noi")]
    rows.append(number_row("national_overall", "overall", -0.1, 0.02))
    assert set(picked(rows, "national")) == {
        ("national_by_province", "gia-lai"),
        ("national_by_province", "ha-noi"),
        ("national_saving", "national"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_series_has_words(language: str) -> None:
    assert {f"portal.series.{name}" for name in KNOWN} <= catalogue(language).keys()
    assert {f"portal.short.{name}" for name in HEADLINES} <= catalogue(language).keys()


def test_reports_have_the_columns_that_cards_read() -> None:
    heads: dict[str, set[str]] = {}
    for file in ("progress", "data"):
        tree = ast.parse((ROOT / "sxsh_eval" / "reports" / "sections" / f"{file}.py").read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                calls = [call for call in ast.walk(function) if isinstance(call, ast.Call) and call.args]
                named = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "head"]
                heads[function.name] = {str(name.value) for name in named if isinstance(name, ast.Constant)}
    assert heads["scorecard"] == {*WORDS, *MARKS}
    assert heads["rows_table"] >= {"table", *COUNTS}


def test_a_card_tells_the_scorecard_in_both_languages_and_the_balance(tmp_path: Path) -> None:
    report = report_of(random.Random(3), synthetic=True)  # noqa: S311 - made-up numbers
    put_job(tmp_path / "r" / "province_report" / SLUG / PERIOD, "Bình Định", report=report, numbers=[])
    card = make_card(tmp_path / "r" / "province_report" / SLUG / PERIOD, SLUG, PERIOD)
    assert card["synthetic"]
    assert card["scorecard"][0]["indicator"] == {"vi": "Nhận thức", "en": "Awareness"}
    assert card["scorecard"][0]["target"] == {"vi": "90 % (2020)", "en": "90% (2020)"}
    assert card["scorecard"][0]["evidence"] == "claimed"
    assert card["scorecard"][3]["verdict"] == "cannot_be_judged"
    (balance,) = card["balance"]
    assert balance["rows_read"] == balance["rows_used"] + balance["rows_refused"] + balance["rows_repeated"]


def test_a_province_without_a_letter_has_a_card_and_a_row_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "r" / "province_report" / SLUG / PERIOD
    report = report_of(random.Random(3), synthetic=True)  # noqa: S311 - made-up numbers
    [summary] = [section for section in report["sections"] if section["id"] == "summary"]
    [table] = [block for block in summary["blocks"] if block.get("id") == "scorecard"]
    heads = [column["head"]["key"].removeprefix("column.") for column in table["columns"]]
    kept = [heads.index(name) for name in ("indicator", "target", "verdict")]
    table["columns"] = [table["columns"][at] for at in kept]
    table["rows"] = [[row[at] for at in kept] for row in table["rows"]]
    put_job(folder, "Bình Định", report=report, numbers=[])
    row = make_card(folder, SLUG, PERIOD)["scorecard"][0]
    assert row["indicator"] == {"vi": "Nhận thức", "en": "Awareness"}
    assert (row["figure"], row["as_of"], row["evidence"]) == (None, None, None)
    page = write_portal(tmp_path).read_text(encoding="utf-8")
    assert "Tệp bị hỏng" not in page.split("<main", 1)[1].split("<select", 1)[0]
    assert "None" not in page


@pytest.mark.parametrize("content", ["", "[1]", '{"sections": [1]}', '{"sections": 5}', "NaN", '{"a": "\xff"}'])
def test_a_damaged_report_is_named_and_gets_no_card(content: str, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(content, encoding="latin-1")
    with pytest.raises(ValueError, match=r"report\.json"):
        make_card(tmp_path, SLUG, PERIOD)
    write_card(tmp_path, SLUG, PERIOD)
    assert not (tmp_path / CARD).exists()


@pytest.mark.parametrize("value", ["NaN", "Infinity", '"x"', "[1]", "1e999"])
def test_impossible_numbers_are_not_shown(value: str, tmp_path: Path) -> None:
    folder = tmp_path / "latest" / "province_report" / SLUG / PERIOD
    put_job(folder, "Bình Định", numbers=[number_row("adoption", "is_adopting", 20.0, 3.0, province=SLUG)], card=False)
    file = folder / "numbers.json"
    file.write_text(file.read_text(encoding="utf-8").replace("20.0", value), encoding="utf-8")
    page = write_portal(tmp_path).read_text(encoding="utf-8")
    assert 'data-v="' not in page


def test_a_card_that_the_record_does_not_know_is_not_believed(tmp_path: Path) -> None:
    folder = tmp_path / "latest" / "province_report" / SLUG / PERIOD
    put_job(folder, "Bình Định", numbers=[number_row("adoption", "is_adopting", 20.0, 3.0, province=SLUG)])
    recorded = json.loads((folder / "run.json").read_text(encoding="utf-8"))["files"][CARD]
    assert read_card(folder, SLUG, PERIOD, recorded)["values"][0]["value"] == 20.0
    text = (folder / CARD).read_text(encoding="utf-8")
    (folder / CARD).write_text(text.replace("20.0", "77.0"), encoding="utf-8")
    assert read_card(folder, SLUG, PERIOD, recorded)["values"][0]["value"] == 20.0


def test_names_sort_as_in_a_vietnamese_dictionary() -> None:
    names = ["An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Bến Tre", "Cà Mau", "Cần Thơ", "Đà Nẵng"]
    names += ["Đắk Lắk", "Đắk Nông", "Hà Nam", "Hà Nội", "Hải Phòng", "Hậu Giang", "Hòa Bình", "Hưng Yên"]
    mixed = random.Random(5).sample(names, len(names))  # noqa: S311 - any order
    assert sorted(mixed, key=alphabetical) == names


@pytest.mark.parametrize(("period", "provinces"), [("2016-2020", 63), ("2025-2025", 63), ("2026-2030", 34), ("x", 0)])
def test_maps_have_the_provinces_of_their_time_and_both_archipelagos(period: str, provinces: int) -> None:
    tiles = read_atlas(REGISTRY).tiles(period)
    islands = {tile.name.vi: tile.slug for tile in tiles if tile.part_of}
    assert len({tile.slug for tile in tiles}) == provinces
    assert islands == ({"QĐ. Hoàng Sa": "da-nang", "QĐ. Trường Sa": "khanh-hoa"} if provinces else {})
    assert len({(tile.row, tile.column) for tile in tiles}) == len(tiles)


def test_126_jobs_are_quick_and_left_alone_quicker(tmp_path: Path) -> None:
    make_fleet(tmp_path)
    write_portal(tmp_path / "none")
    times = []
    for _ in range(2):
        begin = process_time()
        write_portal(tmp_path)
        times.append(process_time() - begin)
    assert times[0] < 2.0
    assert times[1] < 0.2
