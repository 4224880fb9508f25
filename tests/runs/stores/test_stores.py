"""Outputs in a store: there as a whole or not at all, found again from another machine, swept when replaced."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.errors import InputError, UsageError
from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.record import read_record
from sxsh_eval.runs.stores.address import is_store, local_outputs, mirror_folder
from sxsh_eval.runs.stores.layout import Stored, abandoned, arranged, read_pointer, written_at
from sxsh_eval.runs.stores.store import ObjectStore
from tests.runs.stores.conftest import PERIOD, MakeStore, finish, remote

FILES = {"report.json": "{}", "report.vi.html": "<p>Bình Định</p>", "notebook.ipynb": "{}"}
NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def place_of(objects: dict[str, bytes]) -> tuple[str, str]:
    """Place and folder of the only job."""
    (name,) = [name for name in objects if name.count("/") == 4]
    return name.removesuffix("/run.json"), json.loads(objects[name])["folder"]


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}


def test_a_job_put_by_one_machine_is_found_by_another(make_store: MakeStore) -> None:
    here, there = make_store("first"), make_store("second")
    assert here.pull() == []
    folder = finish(here, FILES | {"estimates.json": "{}"})
    here.push(folder)
    objects = remote(here)
    place, inner = place_of(objects)
    assert place == f"latest/province_report/binh-dinh/{PERIOD}"
    assert inner.startswith("a" * 12 + "-")
    names = {"run.json", "estimates.json", *FILES}
    assert objects.keys() == {f"{place}/run.json", *(f"{place}/{inner}/{name}" for name in names)}

    (found,) = there.pull()
    assert found == there.outputs / place
    assert there.outputs != here.outputs
    assert texts(found).keys() == {"run.json", "estimates.json"}
    assert read_record(found) == read_record(folder)
    assert there.files(found) == {"estimates.json", *FILES}
    there.fetch([found])
    assert texts(found) == texts(folder)


def requests(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each call of the file system that reads or writes."""
    calls: list[str] = []

    def note(name: str, call: Any) -> Any:
        def noted(*given: Any, **options: Any) -> Any:
            calls.append(name)
            return call(*given, **options)

        return noted

    for name in ("find", "cat", "cat_file", "info", "pipe_file", "put_file", "rm", "ls", "exists"):
        monkeypatch.setattr(store.fs, name, note(name, getattr(store.fs, name)))
    return calls


def test_an_unchanged_fleet_is_known_by_one_listing(make_store: MakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_store()
    for year in range(2001, 2013):
        store.push(finish(store, FILES, period=f"{year}-2020"))
    for again in (store, make_store()):
        calls = requests(again, monkeypatch)
        assert len(again.pull()) == 12
        assert calls == ["find"]


def test_a_changed_job_replaces_the_former_and_its_files(make_store: MakeStore) -> None:
    here, there = make_store("first"), make_store("second")
    here.push(finish(here, FILES))
    first = place_of(remote(here))
    (found,) = there.pull()
    there.fetch([found])
    there.push(finish(there, {"report.json": "[]"}, fingerprint="b" * 64))
    place, inner = place_of(remote(here))
    assert first[0] == place
    assert inner.startswith("b" * 12)
    assert remote(here).keys() == {
        f"{place}/{name}" for name in ("run.json", f"{inner}/run.json", f"{inner}/report.json")
    }
    (found,) = here.pull()
    assert texts(found).keys() == {"run.json"}
    here.fetch([found])
    assert texts(found)["report.json"] == "[]"


@pytest.mark.parametrize("stop", [1, 4])
def test_a_stop_between_uploads_leaves_the_former_job(
    make_store: MakeStore, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    store = make_store()
    store.push(finish(store, FILES))
    before = remote(store)
    folder = finish(store, FILES | {"report.json": "[1]"}, fingerprint="b" * 64)
    put, pipe = store.fs.put_file, store.fs.pipe_file
    done: list[Any] = []

    def cut(call: Any) -> Any:
        def one(*given: Any, **options: Any) -> Any:
            if len(done) >= stop:
                raise ConnectionError("the line is cut")
            done.append(given)
            return call(*given, **options)

        return one

    with monkeypatch.context() as patch:
        patch.setattr("sxsh_eval.runs.stores.store.AT_ONCE", 1)
        patch.setattr(store.fs, "put_file", cut(put))
        patch.setattr(store.fs, "pipe_file", cut(pipe))
        with pytest.raises(InputError) as caught:
            store.push(folder)
    assert [problem.code for problem in caught.value.problems] == ["store.unreachable"]
    assert len(done) == stop
    assert {name: content for name, content in remote(store).items() if name in before} == before
    other = make_store("second")
    assert read_record(other.pull()[0]).fingerprint == "a" * 64

    late = make_store()  # the next run of the same machine puts what is finished
    late.pull()
    assert read_record(other.pull()[0]).fingerprint == "b" * 64
    place, inner = place_of({name: content for name, content in remote(store).items() if name.count("/") == 4})
    kept = {name for name in remote(store) if name.startswith(f"{place}/{inner}/")}
    assert len(kept) == 4
    assert not any("/aaaaaaaaaaaa-" in name for name in remote(store))


def test_a_failed_attempt_stands_beside_and_goes_with_the_next_success(make_store: MakeStore) -> None:
    store, other = make_store("first"), make_store("second")
    store.push(finish(store, FILES))
    store.push(finish(store, {"notebook.ipynb": "{}"}, failed=True))
    assert [folder.name for folder in other.pull()] == [PERIOD, f"{PERIOD}.failed"]
    store.push(finish(store, FILES, fingerprint="b" * 64))
    assert [folder.name for folder in other.pull()] == [PERIOD]
    assert not (other.outputs / "latest" / "province_report" / "binh-dinh" / f"{PERIOD}.failed").exists()
    assert not [name for name in remote(store) if ".failed" in name]


def test_a_file_that_is_not_the_recorded_one_is_refused(make_store: MakeStore) -> None:
    store, other = make_store("first"), make_store("second")
    store.push(finish(store, FILES))
    place, inner = place_of(remote(store))
    store.fs.pipe_file(store.path(place, inner, "report.json"), b"other")
    (found,) = other.pull()
    with pytest.raises(InputError) as caught:
        other.fetch([found])
    assert [problem.code for problem in caught.value.problems] == ["store.damaged"]
    assert not (found / "report.json").exists()
    store.fs.pipe_file(store.path(place, "run.json"), b"{")
    assert other.pull() == []
    assert not found.exists()


def test_what_a_job_needs_is_brought_before_it_is_carried_out(make_store: MakeStore) -> None:
    store, other = make_store("first"), make_store("second")
    store.push(finish(store, FILES))
    (found,) = other.pull()
    run, notebook, province, period = other.place(found).split("/")
    job = Job(other.outputs, other.outputs, run, Path(f"{notebook}.ipynb"), province, period, Path("study.yml"))
    other.prepare(Planned(job, "execute", "new"))
    assert texts(found).keys() == {"run.json"}
    other.prepare(Planned(job, "render", "forms"))
    assert texts(found).keys() == {"run.json", *FILES}


def test_a_folder_with_missing_files_is_not_put(make_store: MakeStore) -> None:
    store = make_store()
    folder = finish(store, FILES)
    (folder / "report.json").unlink()
    with pytest.raises(InputError) as caught:
        store.push(folder)
    assert [problem.code for problem in caught.value.problems] == ["store.incomplete"]
    assert remote(store) == {}


def test_only_old_or_replaced_folders_are_swept() -> None:
    old, new = NOW - dt.timedelta(days=2), NOW
    stored = Stored(
        "1", {"kept": {"a": old}, "old": {"a": old, "b": old}, "going on": {"a": old, "b": new}, "?": {"a": None}}
    )
    assert abandoned(stored, "kept", [], NOW - dt.timedelta(days=1)) == ["old"]
    assert abandoned(stored, "kept", ["going on", "kept", "gone"], NOW - dt.timedelta(days=1)) == ["going on", "old"]


def test_names_that_are_no_jobs_are_left_alone() -> None:
    names = ["index.html", ".locks/a.json", "a/b/c/run.json", "a/b/c/d/other.txt", ".x/b/c/d/run.json"]
    assert arranged({name: {"size": 1} for name in names}) == {}
    assert read_pointer(b"[]") is None
    assert read_pointer(b'{"folder": "x"}') is None
    assert written_at({"LastModified": "2026-01-02T00:00:00"}) == NOW
    assert written_at({"created": NOW.timestamp()}) == NOW
    assert written_at({"mtime": "long ago"}) is None


def test_addresses(tmp_path: Path) -> None:
    assert [is_store(text) for text in ("s3://b/x", "memory://x", "file:///x", "outputs", "C:\\x", "./s3/x")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip
    assert local_outputs("file:///srv/k%E1%BA%BFt") == Path("/srv/kết")
    assert local_outputs("a/b") == Path("a/b")
    one = mirror_folder(tmp_path, "s3://fleet/Kết quả/")
    assert one == mirror_folder(tmp_path, "s3://fleet/Kết quả")
    assert one != mirror_folder(tmp_path, "s3://fleet/ket-qua")
    assert one.parent == tmp_path / "outputs" / ".stores"
    for url, code in (("nothing://x", "store.address"), ("gs://b/x", "store.package")):
        with pytest.raises(UsageError) as caught:
            ObjectStore(url, tmp_path)
        assert [problem.code for problem in caught.value.problems] == [code]


def test_a_store_that_does_not_answer(tmp_path: Path, s3: str) -> None:
    del s3
    with pytest.raises(InputError) as caught:
        ObjectStore("s3://no-such-bucket/x", tmp_path).push(
            finish(ObjectStore("s3://no-such-bucket/x", tmp_path), FILES)
        )
    assert [problem.code for problem in caught.value.problems] == ["store.unreachable"]
