"""Names and packs of the files that travel."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.runs.cluster.parcels import files_of, grouped, packed, packed_folder, places_of, unpack
from sxsh_eval.runs.cluster.places import Places, mirrored, read_back, translated, written
from sxsh_eval.runs.jobs import Used
from tests.runs.cluster.conftest import MakePlanned

HERE = Path("/home/lan/dự án")
PARTS = st.lists(st.sampled_from(["a", "bảng.csv", "c d", "outputs"]), max_size=3)


@given(PARTS, st.sampled_from([HERE, HERE / "outputs", Path("/srv/outputs"), Path("/srv")]), st.booleans())
def test_a_path_has_one_name_and_comes_back(parts: list[str], base: Path, inside: bool) -> None:  # noqa: FBT001
    places = Places(HERE, HERE / "outputs" if inside else Path("/srv/outputs"))
    path = base.joinpath(*parts)
    assert read_back(written({"x": [path]}, places), places) == {"x": [path]}
    there = mirrored(places, Path("/tmp/w"))  # noqa: S108 - no file is made
    moved = read_back(written(path, places), there)
    assert moved.is_relative_to("/tmp/w")  # noqa: S108
    assert moved.name == path.name or not parts
    assert moved.is_relative_to(there.outputs) == path.is_relative_to(places.outputs)


def test_folders_in_texts_are_replaced_also_as_json_writes_them() -> None:
    words = {"C:\\w\\root": "D:\\dự án", "C:\\w\\root\\outputs": "E:\\kết quả"}
    assert translated("see C:\\w\\root\\outputs\\a, C:\\w\\root\\b", words) == "see E:\\kết quả\\a, D:\\dự án\\b"
    assert translated('"C:\\\\w\\\\root\\\\b"', words) == '"D:\\\\dự án\\\\b"'


def test_a_job_takes_along_what_it_reads_and_no_more(make_planned: MakePlanned, tmp_path: Path) -> None:
    for name in ("report.json", "numbers.json", "report.vi.pdf", "letter.docx", "notebook.ipynb", "run.json"):
        path = tmp_path / "outputs" / "latest" / "used" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    for name in ("parameters/registry/a.yml", "parameters/schemas/b.json", "data/claims/x-2018.yml", "data/other.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    used = Used("used", tmp_path / "outputs" / "latest" / "used", "0" * 64)
    planned = make_planned("1", uses=(used,), inputs=(tmp_path / "data" / "claims" / "x-2018.yml",))
    assert files_of(planned).keys() == {
        "root/parameters/study.yml",
        "root/parameters/registry/a.yml",
        "root/notebooks/province_report.ipynb",
        "root/data/claims/x-2018.yml",
        "root/outputs/latest/used/report.json",
        "root/outputs/latest/used/numbers.json",
        "root/outputs/latest/used/run.json",
    }


def test_what_several_jobs_read_is_packed_once(make_planned: MakePlanned, tmp_path: Path) -> None:
    jobs = []
    for name in "abc":
        (tmp_path / name).write_text(name, encoding="utf-8")
        jobs.append(make_planned("1", inputs=(tmp_path / name, tmp_path / "b"), period=f"201{ord(name) % 10}-2020"))
    groups = {group.readers: set(group.files) for group in grouped(jobs)}
    assert groups == {
        frozenset({0, 1, 2}): {"root/parameters/study.yml", "root/notebooks/province_report.ipynb", "root/b"},
        frozenset({0}): {"root/a"},
        frozenset({2}): {"root/c"},
    }


def test_the_same_files_make_the_same_pack(tmp_path: Path) -> None:
    one, other = tmp_path / "một", tmp_path / "other"
    for path in (one, other):
        path.write_bytes(b"x" * 1000)
    os.utime(other, (0, 0))
    pack = packed({"a/b": one, "c": other})
    assert pack == packed({"c": one, "a/b": other})
    assert pack != packed({"c": one, "a/d": other})
    unpack(pack, tmp_path / "there")
    assert (tmp_path / "there" / "a" / "b").read_bytes() == b"x" * 1000
    assert packed_folder(tmp_path / "nowhere") == b""


def test_a_pack_cannot_leave_its_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x")
    unpack(packed({"../../out": tmp_path / "x"}), tmp_path / "deep" / "there")
    assert [path.name for path in (tmp_path / "deep").rglob("*") if path.is_file()] == ["out"]
    assert (tmp_path / "deep" / "there" / "out").exists()


def test_places_of_a_job_outside_the_project(make_planned: MakePlanned, tmp_path: Path) -> None:
    planned = make_planned("1")
    elsewhere = replace(planned.job, outputs=tmp_path.parent / "elsewhere")
    assert places_of(elsewhere).name(elsewhere.folder()).startswith("outputs/latest/")
    with pytest.raises(KeyError):
        places_of(elsewhere).path("nowhere/x")
