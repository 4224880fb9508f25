"""Locks in a store: one holder at a time, broken when the holder is dead, never by a living one's neighbour."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sxsh_eval.errors import UsageError
from sxsh_eval.runs.locks import owner
from sxsh_eval.runs.stores import locks
from sxsh_eval.runs.stores.locks import has_locks, locked_in_store, without_locks
from tests.runs.stores.conftest import MakeStore, remote

NAMES = ["latest.province_report.binh-dinh.2016-2020", "latest.province_report.lao-cai.2016-2020"]


def test_two_runs_do_not_hold_the_same_lock(make_store: MakeStore) -> None:
    store, other = make_store("first"), make_store("second")
    with locked_in_store(store, NAMES):
        with pytest.raises(UsageError) as caught, locked_in_store(other, [NAMES[1], "free"]):
            pytest.fail("locked twice")
        assert [(problem.code, problem.where) for problem in caught.value.problems] == [("output.locked", NAMES[1])]
        assert {name for name in remote(store) if "alive" not in name} == {f".locks/{name}.json" for name in NAMES}
        with locked_in_store(other, ["free"]):
            assert ".locks/free.json" in remote(store)
    assert remote(store) == {}
    with locked_in_store(other, NAMES):
        pass
    assert remote(store) == {}


def test_of_many_at_once_one_gets_the_lock(make_store: MakeStore) -> None:
    def attempt(machine: int) -> bool:
        try:
            with locked_in_store(make_store(str(machine)), NAMES[:1]):
                gate.append(machine)
                return len(gate) == 1
        except UsageError:
            return False

    gate: list[int] = []
    with locked_in_store(make_store(), NAMES[:1]), ThreadPoolExecutor(4) as pool:
        assert list(pool.map(attempt, range(4))) == [False] * 4
    assert gate == []


@pytest.mark.parametrize("address", ["memory"], indirect=True)
def test_locks_of_the_dead_are_broken_and_those_of_the_living_are_not(
    make_store: MakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "SECONDS_TO_SETTLE", 0.01)
    store = make_store()
    path = store.path(".locks", f"{NAMES[0]}.json")
    elsewhere = {"host": "another", "pid": 1, "started": 1.0, "sign": store.path(".locks", "alive-x.json")}
    dead = owner() | {"started": 1.0, "sign": ""}
    store.fs.pipe_file(elsewhere["sign"], b"{}")
    for holder, age, broken in (
        (dead, dt.timedelta(0), True),
        (elsewhere, dt.timedelta(0), False),
        (elsewhere, dt.timedelta(minutes=14), False),
        (elsewhere, dt.timedelta(minutes=16), True),
        ({}, dt.timedelta(0), False),
        ({}, dt.timedelta(minutes=16), True),
    ):
        store.fs.pipe_file(path, json.dumps(holder).encode())
        for each in (path, str(elsewhere["sign"])):
            store.fs.store[each].created = dt.datetime.now(dt.UTC) - age
        if broken:
            with locked_in_store(store, NAMES[:1]):
                assert json.loads(store.fs.cat_file(path))["sign"] != elsewhere["sign"]
            assert not store.fs.exists(path)
        else:
            with pytest.raises(UsageError), locked_in_store(store, NAMES[:1]):
                pytest.fail("broken")
            assert json.loads(store.fs.cat_file(path)) == holder


@pytest.mark.parametrize("address", ["memory"], indirect=True)
def test_the_holder_gives_signs_of_life(make_store: MakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "SIGN_EVERY", 0.02)
    store = make_store()
    with locked_in_store(store, NAMES[:1]):
        (sign,) = (name for name in remote(store) if "alive" in name)
        first = store.fs.info(store.path(sign))["created"]
        deadline = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=10)
        while store.fs.info(store.path(sign))["created"] == first:
            assert dt.datetime.now(dt.UTC) < deadline


def test_stores_with_and_without_locks_are_told_apart(make_store: MakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_store()
    assert has_locks(store)
    assert without_locks(store) == []
    pipe = store.fs.pipe_file
    with monkeypatch.context() as patch:
        patch.setattr(store.fs, "pipe_file", lambda path, value, **_: pipe(path, value))
        assert [problem.code for problem in without_locks(store)] == ["store.no_locks"]
    assert remote(store) == {}


def test_addresses_of_locks_are_told(make_store: MakeStore, tmp_path: Path) -> None:
    store = make_store()
    with locked_in_store(store, ["a"]), pytest.raises(UsageError) as caught, locked_in_store(store, ["a"]):
        pytest.fail("locked twice")
    assert f"{store.url}/.locks" in str(caught.value)
    assert caught.value.problems[0].where == "a"
