"""Reading the registry: what is right passes, each cross-check speaks when one thing is made wrong."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import FILES, read_provinces, read_registry


@pytest.fixture
def folder(project: Path, tmp_path: Path) -> Path:
    shutil.copytree(project / "parameters" / "registry", tmp_path / "registry")
    return tmp_path / "registry"


def change(path: Path, entry: str, old: str, new: str) -> None:
    """Replace `old` by `new` in the first place after the line that begins the entry."""
    text = path.read_text(encoding="utf-8")
    match = re.search(rf"^{entry}.*$", text, re.MULTILINE)
    assert match, entry
    rest = text[match.start() :]
    assert old in rest, old
    path.write_text(text[: match.start()] + rest.replace(old, new, 1), encoding="utf-8")


def codes(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_registry(folder)
    assert caught.value.message()
    return [problem.code for problem in caught.value.problems]


def test_an_untouched_copy_is_read(folder: Path, registry: Registry) -> None:
    assert read_registry(folder) == registry
    assert all(len(getattr(registry, name)) > 0 for name in FILES)


def test_round_trip_through_json(registry: Registry) -> None:
    assert Registry.model_validate_json(registry.model_dump_json()) == registry


@pytest.mark.parametrize(
    ("file", "entry", "old", "new", "code"),
    [
        ("targets", "d1419_2020_awareness:", "decision_1419_2009", "decision_1419_209", "registry.unknown_reference"),
        ("targets", "d1419_2020_awareness:", "  source: decision_1419_2009\n", "", "value.missing_source"),
        (
            "targets",
            "d1419_2020_awareness:",
            "indicator: awareness",
            "indicator: awarenes",
            "registry.unknown_reference",
        ),
        ("targets", "d1419_2020_awareness:", "all_establishments", "all_establishment", "registry.unknown_reference"),
        ("targets", "d1419_2020_awareness:", "value: 90", "value: 500", "value.percentage"),
        ("targets", "d1419_2020_awareness:", "unit: percent", "unit: percnt", "value.unknown_unit"),
        ("targets", "d1419_2020_awareness:", "unit: percent", "unit: enterprise", "target.unit"),
        ("targets", "d889_2025_sustainable_models:", "unit: model", "unit: percent", "target.unit"),
        ("targets", "d280_2025_sec_reduction_steel:", "[steel]", "[stel]", "registry.unknown_reference"),
        (
            "targets",
            "phu_tho_2020_informed:",
            "province: phu-tho",
            "province: phu-tho-tinh",
            "registry.unknown_reference",
        ),
        ("populations", "sme_enterprises:", "  share_status: verified\n", "", "population.share_without_source"),
        ("populations", "sme_enterprises:", "share_source: eco", "share_source: co", "registry.unknown_reference"),
        ("indicators", "adoption:", "rapid_assessments", "rapid_assessment", "registry.unknown_reference"),
        ("indicators", "awareness:", "level: outcome", "level: result", "value.choice"),
        ("provinces", "- slug: binh-dinh", "merged_into: gia-lai", "merged_into: gialai", "registry.unknown_reference"),
        ("provinces", "- slug: binh-dinh", "merged_into: gia-lai", "merged_into: phu-yen", "province.no_successor"),
        ("provinces", "- slug: binh-dinh", "duyen-hai-mien-trung", "duyen-hai-trung-bo", "registry.unknown_reference"),
        ("provinces", "- slug: binh-dinh", "valid_to: 2025-06-30", "valid_to: 2007-06-30", "value.reversed"),
        ("provinces", "- slug: binh-dinh", "  valid_to: 2025-06-30\n", "", "province.successor"),
        ("provinces", "- slug: binh-dinh", "tile: [13, 6]", "tile: [13, 5]", "province.tile_taken"),
        ("provinces", "- slug: binh-dinh", "tile: [13, 6]", "tile: [11, 8]", "province.tile_taken"),
        ("provinces", "- slug: binh-dinh", "slug: binh-dinh", "slug: phu-yen", "province.overlap"),
        ("provinces", "- slug: binh-dinh", 'code: "52"', "code: 52", "value.not_text"),
        ("sectors", '"13":', "part_of: C", "part_of: X", "value.pattern"),
        ("sectors", "textiles:", 'part_of: "13"', 'part_of: "99"', "registry.unknown_reference"),
        ("counts", "- year: 2017", "population: all_enterprises", "population: firms", "registry.unknown_reference"),
        ("fuels", "electricity:", "source: letter_3505_2011", "source: letter_3505", "registry.unknown_reference"),
        ("fuels", "coke:", "toe_range:", "toe_per_unit: 0.7\n      toe_range:", "value.one_of"),
        ("grid_factors", "- {year: 2015", "year: 2015", "year: 2014", "grid.repeated_year"),
        ("norms", "- sector: beverages", "sector: beverages", "sector: beverage", "registry.unknown_reference"),
        ("assumptions", "funded_provinces_2009_2019:", "status: verified", "status: checked", "value.choice"),
        ("sources", "decision_1419_2009:", "url: https://", "url: ", "value.pattern"),
        ("regions", "tay-nguyen:", "source: resolution_81_2023", "source: nowhere", "registry.unknown_reference"),
    ],
)
def test_each_check_speaks(folder: Path, file: str, entry: str, old: str, new: str, code: str) -> None:
    change(folder / f"{file}.yml", entry, old, new)
    found = codes(folder)
    assert code in found
    assert set(found) <= {code, "province.no_successor", "registry.unknown_reference"}


def test_the_message_names_file_line_and_key(folder: Path) -> None:
    change(folder / "targets.yml", "d1419_2020_awareness:", "indicator: awareness", "indicator: awarenes")
    with pytest.raises(InputError) as caught:
        read_registry(folder)
    [problem] = caught.value.problems
    lines = (folder / "targets.yml").read_text(encoding="utf-8").splitlines()
    line = lines.index("  indicator: awarenes") + 1
    assert problem.where.endswith(f"targets.yml:{line} · d1419_2020_awareness.indicator")
    assert "awareness" in problem.say("action", "vi")


def test_problems_of_all_files_come_together(folder: Path) -> None:
    change(folder / "targets.yml", "d1419_2020_awareness:", "value: 90", "value: 500")
    change(folder / "regions.yml", "tay-nguyen:", "status", "statsu")
    (folder / "norms.yml").unlink()
    (folder / "fuels.yml").write_text("a: [", encoding="utf-8")
    assert sorted(codes(folder)) == sorted(
        ["file.missing", "value.missing", "value.percentage", "yaml.syntax", "yaml.unknown_key"]
    )


def test_an_absent_folder_names_every_file(tmp_path: Path) -> None:
    assert codes(tmp_path / "nowhere") == ["file.missing"] * len(FILES)


def test_provinces_alone(folder: Path, registry: Registry) -> None:
    assert read_provinces(folder) == registry.provinces
