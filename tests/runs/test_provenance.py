"""Records: the fingerprint follows what decides the numbers, and nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.planning.fingerprint import decisive_parts, file_hashes, fingerprint, package_hash, versions
from sxsh_eval.runs.provenance import Stopwatch, code_version, make_record
from sxsh_eval.runs.record import read_record, write_record
from tests.runs.conftest import MakeJob
from tests.runs.notebooks import nbformat


def fingerprint_of(job: Job) -> str:
    return fingerprint(decisive_parts(job, file_hashes(job.inputs, job.root)))


def edit_notebook(job: Job, change: Callable[[list[object]], None]) -> Job:
    node = nbformat.read(job.notebook, as_version=4)
    change(node.cells)
    nbformat.write(node, job.notebook)
    return job


def change_source(cells: list[object]) -> None:
    cells[-1].source += "\n# changed"  # type: ignore[attr-defined]


def add_output(cells: list[object]) -> None:
    cells[-1].outputs = [nbformat.v4.new_output("stream", text="x")]  # type: ignore[attr-defined]
    cells[-1].execution_count = 5  # type: ignore[attr-defined]


def write_study(job: Job) -> Job:
    job.study.write_text("level: 0.9\n", encoding="utf-8")
    return job


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda job: replace(job, run="another", languages=("vi",), outputs=job.root / "elsewhere"), True),
        (lambda job: edit_notebook(job, add_output), True),
        (lambda job: edit_notebook(job, change_source), False),
        (lambda job: replace(job, province="dak-lak"), False),
        (lambda job: replace(job, settings={"level": "0.9"}), False),
        (write_study, False),
        (lambda job: replace(job, inputs=()), False),
    ],
)
def test_the_fingerprint_follows_what_decides_the_numbers(
    make_job: MakeJob, change: Callable[[Job], Job], *, same: bool
) -> None:
    job = make_job("1")
    before = fingerprint_of(job)
    assert (fingerprint_of(change(job)) == before) is same


def test_the_fingerprint_follows_the_numerical_packages(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job("1")
    before = fingerprint_of(job)
    monkeypatch.setattr("sxsh_eval.runs.planning.fingerprint.versions", lambda _: {"numpy": "0"})
    assert fingerprint_of(job) != before
    monkeypatch.undo()
    monkeypatch.setattr("sxsh_eval.runs.planning.fingerprint.numbers_hash", lambda: "other")
    assert fingerprint_of(job) != before


def test_a_record_is_read_back_as_it_was_written(make_job: MakeJob, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / "extra").mkdir(parents=True)
    for name in ("report.json", "extra/table.csv"):
        (folder / name).write_text("{}", encoding="utf-8")
    record = make_record(make_job("1"), Stopwatch(), folder, ("Đắk Lắk",), None)
    write_record(record, folder)
    assert read_record(folder) == record
    assert record.files.keys() == {"report.json", "extra/table.csv"}
    assert str(tmp_path) not in (folder / "run.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "run.no_record"),
        (b"", "run.damaged_record"),
        (b'{"status": "done"}', "run.damaged_record"),
        (b"\xff\xfe", "run.damaged_record"),
    ],
)
def test_a_missing_or_damaged_record_is_a_problem(tmp_path: Path, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / "run.json").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_record(tmp_path)
    assert caught.value.problems[0].code == code


def test_the_commit_is_recorded_with_whether_tracked_files_differ(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(["git", "-C", str(tmp_path), *identity, *arguments], check=True, capture_output=True)

    assert code_version(tmp_path).commit is None
    git("init")
    (tmp_path / "a").write_text("a", encoding="utf-8")
    git("add", "a")
    git("commit", "-m", "a")
    code_version.cache_clear()
    clean = code_version(tmp_path)
    assert clean.commit is not None
    assert (len(clean.commit), clean.dirty) == (40, False)
    (tmp_path / "a").write_text("b", encoding="utf-8")
    code_version.cache_clear()
    assert code_version(tmp_path).dirty is True


def test_versions_of_absent_packages_are_dashes() -> None:
    assert versions(("no-such-package", "numpy"))["no-such-package"] == "-"
    assert versions(("numpy",))["numpy"][0].isdigit()
    assert len(package_hash()) == 64
