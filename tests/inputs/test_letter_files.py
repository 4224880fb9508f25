"""Letters as data: what is right is read, each rule speaks when one thing is made wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letter_files import find_letters, read_letter
from sxsh_eval.parameters.registry import Registry

CLAIMS = Path(__file__).resolve().parents[2] / "data" / "claims"
Write = Callable[..., Path]


def refused(path: Path, registry: Registry) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_letter(path, registry)
    assert caught.value.message()
    return list(caught.value.problems)


def test_a_right_letter_is_read(write_letter: Write, registry: Registry) -> None:
    letter = read_letter(write_letter(), registry)
    assert list(letter.claims) == [
        *("aware", "unit_count", "unit_share", "trainers", "trainers_part", "money", "saving", "plan")
    ]
    assert (letter.claims["aware"].unit, letter.claims["saving"].unit) == ("percent", "percent")
    assert Letter.model_validate_json(letter.model_dump_json()) == letter


@pytest.mark.parametrize("path", sorted(CLAIMS.glob("*.yml")), ids=lambda path: path.name)
def test_every_letter_of_the_project_is_read(path: Path, registry: Registry) -> None:
    letter = read_letter(path, registry)
    assert path.name == f"{letter.province}-{letter.date.year}.yml"
    assert path in find_letters(CLAIMS, letter.province)


@pytest.mark.parametrize(
    ("entry", "old", "new", "code", "key"),
    [
        ("aware", "indicator: awareness", "indicator: awarenes", "registry.unknown_reference", "aware.indicator"),
        ("aware", "all_establishments", "all_establishment", "registry.unknown_reference", "aware.population"),
        ("aware", "unit: percent", "unit: percnt", "value.unknown_unit", "aware.value"),
        ("aware", "value: 12.5", "value: 500", "value.percentage", "aware.value"),
        ("aware", "value: 12.5", "value: 12,5", "yaml.unknown_key", "aware.value.5"),
        ("aware", "value: 12.5", 'value: "12.5"', "value.not_number", "aware.value.value"),
        ("aware", "unit: percent", "unit: vnd", "letter.unit", "aware.value.unit"),
        ("trainers", "unit: person", "unit: percent", "letter.unit", "trainers.value.unit"),
        ("money", "unit: vnd", "unit: person", "letter.unit", "money.value.unit"),
        ("saving", "unit: percent", "unit: years", "letter.unit", "saving.band.unit"),
        ("aware", '"12,5%"', '"12,6%"', "letter.as_printed", "aware.as_printed"),
        ("aware", '"12,5%"', '"12.500"', "letter.as_printed", "aware.as_printed"),
        ("aware", '"12,5%"', '"mười hai"', "letter.as_printed", "aware.as_printed"),
        ("unit_count", '"07"', '"7/QĐ"', "letter.as_printed", "unit_count.as_printed"),
        ("saving", '"6 – 9%"', '"6%"', "letter.as_printed", "saving.as_printed"),
        ("money", '"1,2 tỷ"', '"1,2 triệu"', "letter.as_printed", "money.as_printed"),
        ("unit_count", '"07"', "7", "value.not_text", "unit_count.as_printed"),
        ("aware", '"12,5%"', '""', "value.missing", "aware.as_printed"),
        ("aware", "value: {value: 12.5, unit: percent}", "note:", "value.one_of", "aware"),
        ("saving", "band:", "value: {value: 6, unit: percent}\n    band:", "value.one_of", "saving"),
        ("saving", "low: 6", "low: 10", "value.reversed", "saving.band"),
        ("aware", "    as_of: 2018-05-02\n", "", "letter.no_time", "aware"),
        ("unit_count", "first: 2016, last: 2020", "first: 2020, last: 2016", "value.reversed", "unit_count.period"),
        ("unit_count", "paired_with: unit_share", "paired_with: unit_shar", "letter.unknown_claim", "paired_with"),
        ("unit_count", "paired_with: unit_share", "paired_with: unit_count", "letter.unknown_claim", "paired_with"),
        ("trainers_part", "part_of: trainers", "part_of: trainer", "letter.unknown_claim", "trainers_part.part_of"),
        ("trainers_part", "part_of: trainers", "part_of: money", "letter.part_unit", "trainers_part.part_of"),
        ("trainers_part", "part_of: trainers", "repeats: nothing", "letter.unknown_claim", "trainers_part.repeats"),
        ("  money", "  money:", "  aware:", "yaml.duplicate_key", ""),
        ("province", "phu-yen", "phu-yên", "value.name", "province"),
        ("province", "phu-yen", "phu-yem", "letter.province", "province"),
        ("province", "phu-yen", "chua-ro", "letter.province_not_stated", "province"),
        ("date", "2018-05-02", "2026-05-02", "letter.province", "province"),
        ("date", "2018-05-02", "2/5/2018", "value.not_date", "date"),
        ("aware", "section: I.3.c", "section: mục 3", "value.pattern", "aware.place.section"),
        ("money", "payer: state_local", "payer: state_locl", "value.choice", "money.payer"),
        ("aware", "dating: inferred", "dating: infered", "value.choice", "aware.dating"),
        ("aware", "dating: inferred", "datng: inferred", "yaml.unknown_key", "aware.datng"),
    ],
)
def test_each_rule_speaks(
    write_letter: Write, registry: Registry, entry: str, old: str, new: str, code: str, key: str
) -> None:
    problems = refused(write_letter(entry, old, new), registry)
    hits = [problem for problem in problems if problem.code == code]
    assert hits, [problem.code for problem in problems]
    assert any(problem.where.endswith(key) for problem in hits)


@pytest.mark.parametrize(
    ("entry", "old", "new", "nearest"),
    [
        ("aware", "indicator: awareness", "indicator: awarenes", "awareness"),
        ("aware", "all_establishments", "all_establishment", "all_establishments"),
        ("trainers_part", "part_of: trainers", "part_of: trainer", "trainers"),
        ("aware", "unit: percent", "unit: percnt", "percent"),
        ("province", "phu-yen", "phu-yem", "phu-yen"),
    ],
)
def test_the_nearest_known_name_is_told(
    write_letter: Write, registry: Registry, entry: str, old: str, new: str, nearest: str
) -> None:
    [problem] = refused(write_letter(entry, old, new), registry)
    assert nearest in problem.say("action", "vi")


@pytest.mark.parametrize(
    ("entry", "old", "new"),
    [
        ("unit_count", "unit: enterprise", "unit: establishment"),
        ("unit_count", "last: 2020", "last: 2030"),
        ("aware", '"12,5%"', '"khoảng 12,5 %"'),
        ("aware", "as_of: 2018-05-02", "period: {first: 2009, last: 2018}"),
        ("money", '"1,2 tỷ"', '"1.200.000.000 đồng"'),
        ("saving", '"6 – 9%"', '"từ 6 đến 9 %"'),
    ],
)
def test_what_is_allowed(write_letter: Write, registry: Registry, entry: str, old: str, new: str) -> None:
    assert read_letter(write_letter(entry, old, new), registry)


def test_all_problems_of_a_letter_come_together(write_letter: Write, registry: Registry) -> None:
    path = write_letter("aware", "indicator: awareness", "indicator: awarenes")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"1,2 tỷ"', '"2 tỷ"').replace("part_of: trainers", "part_of: x"), encoding="utf-8")
    assert sorted(problem.code for problem in refused(path, registry)) == [
        *("letter.as_printed", "letter.unknown_claim", "registry.unknown_reference")
    ]


def test_the_place_names_the_line(write_letter: Write, registry: Registry) -> None:
    path = write_letter("money", '"1,2 tỷ"', '"2 tỷ"')
    [problem] = refused(path, registry)
    line = path.read_text(encoding="utf-8").splitlines().index('    as_printed: "2 tỷ"') + 1
    assert problem.where.endswith(f"phu-yen-2018.yml:{line} · claims.money.as_printed")


def test_letters_of_a_province_are_found_by_name(tmp_path: Path) -> None:
    for name in ("ha-nam-2018.yml", "ha-nam-2015-bo-sung.yml", "ha-nam.yml", "ha-nam-2018.yml.bak", "ha-noi-2018.yml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [path.name for path in find_letters(tmp_path, "ha-nam")] == ["ha-nam-2015-bo-sung.yml", "ha-nam-2018.yml"]
    assert find_letters(tmp_path, "ha") == []
    assert find_letters(tmp_path / "absent", "ha-nam") == []
