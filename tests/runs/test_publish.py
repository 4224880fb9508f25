"""Publishing: all or nothing, at whatever point it is cut."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.runs.publish import discard, prepare_outputs, publish, recover, staging

CONTENT = {"report.json": "old", "report.vi.html": "cũ"}


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    prepare_outputs(tmp_path)
    return tmp_path


@pytest.fixture
def folder(outputs: Path) -> Path:
    folder = outputs.joinpath("latest", "province_report", "binh-dinh", "2016-2020")
    folder.mkdir(parents=True)
    for name, text in CONTENT.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def leftovers(outputs: Path) -> list[str]:
    return sorted(str(path.relative_to(outputs)) for path in (outputs / ".work").rglob("*") if path.is_file())


def test_the_new_folder_replaces_the_old_one_whole(outputs: Path, folder: Path) -> None:
    with staging(outputs) as ready:
        (ready / "report.json").write_text("new", encoding="utf-8")
        publish(outputs, ready, folder)
    assert content(folder) == {"report.json": "new"}
    assert leftovers(outputs) == []


def test_a_first_publication_makes_the_folders_above(outputs: Path) -> None:
    folder = outputs.joinpath("a", "b", "c", "d")
    with staging(outputs) as ready:
        (ready / "x").write_text("x", encoding="utf-8")
        publish(outputs, ready, folder)
    assert content(folder) == {"x": "x"}


@pytest.mark.parametrize("error", [PermissionError(errno.EACCES, "in use"), KeyboardInterrupt(), OSError(28, "full")])
@pytest.mark.parametrize("step", [1, 2])
def test_when_a_rename_fails_the_former_outputs_stand_where_they_were(
    outputs: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, step: int
) -> None:
    rename: Callable[[Path, Path], Path] = Path.rename
    calls = 0

    def failing(path: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == step:
            raise error
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    expected = InputError if isinstance(error, OSError) else KeyboardInterrupt
    with staging(outputs) as ready:
        (ready / "report.json").write_text("new", encoding="utf-8")
        with pytest.raises(expected):
            publish(outputs, ready, folder)
    assert content(folder) == CONTENT
    assert leftovers(outputs) == []


def test_outputs_left_aside_by_a_crash_between_two_renames_come_back(outputs: Path, folder: Path) -> None:
    aside = outputs / ".work" / "former" / folder.relative_to(outputs)
    aside.parent.mkdir(parents=True)
    folder.rename(aside)
    recover(outputs, folder)
    assert content(folder) == CONTENT
    assert leftovers(outputs) == []


def test_after_a_crash_behind_the_second_rename_the_new_outputs_stay(outputs: Path, folder: Path) -> None:
    aside = outputs / ".work" / "former" / folder.relative_to(outputs)
    aside.mkdir(parents=True)
    (aside / "older").write_text("older", encoding="utf-8")
    recover(outputs, folder)
    assert content(folder) == CONTENT
    assert leftovers(outputs) == []


def test_staging_is_gone_after_an_exception(outputs: Path) -> None:
    with pytest.raises(ZeroDivisionError), staging(outputs):
        raise ZeroDivisionError
    assert list((outputs / ".work" / "staging").iterdir()) == []


def test_only_staging_folders_of_dead_processes_are_cleared_away(outputs: Path) -> None:
    with staging(outputs) as alive:
        dead = alive.with_name(alive.name.replace(alive.name.split(".")[2], "1"))
        elsewhere = alive.with_name("another-host.1.1.ab")
        for path in (dead, elsewhere, alive.with_name("rubbish")):
            path.mkdir()
        prepare_outputs(outputs)
        assert sorted((outputs / ".work" / "staging").iterdir()) == sorted([alive, elsewhere])


def test_outputs_that_cannot_be_written_are_one_clear_problem(tmp_path: Path) -> None:
    in_the_way = tmp_path / "outputs"
    in_the_way.write_text("a file", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        prepare_outputs(in_the_way)
    assert [problem.code for problem in caught.value.problems] == ["output.unwritable"]


def test_discarding_takes_the_folder_away(outputs: Path, folder: Path) -> None:
    discard(outputs, folder)
    discard(outputs, folder)
    assert not folder.exists()
    assert leftovers(outputs) == []
