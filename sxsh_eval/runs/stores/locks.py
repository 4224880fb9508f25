"""Locks in a store, so that two runs on different machines do not do the same job."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.runs.locks import is_gone, owner
from sxsh_eval.runs.stores.address import reported
from sxsh_eval.runs.stores.layout import LOCKS, written_at
from sxsh_eval.runs.stores.store import AT_ONCE, ObjectStore

SIGN_EVERY = 60.0
DEAD_AFTER = dt.timedelta(minutes=15)
SECONDS_TO_SETTLE = 1.0


def has_locks(store: ObjectStore) -> bool:
    """Whether a store refuses to overwrite an object when it is told so.

    Raises
    ------
    InputError
        If the store cannot be written.
    """
    path = store.path(LOCKS, f"probe-{secrets.token_hex(8)}")
    with reported(store.url):
        try:
            store.fs.pipe_file(path, b"1", mode="create")
            store.fs.pipe_file(path, b"2", mode="create")
        except FileExistsError:
            return True
        except (TypeError, NotImplementedError):
            return False
        finally:
            if store.fs.exists(path):
                store.fs.rm_file(path)
    return False


def without_locks(store: ObjectStore) -> list[Problem]:
    """Warning for a store that has no locks; nothing for one that has."""
    return [] if has_locks(store) else [Problem("store.no_locks", store.url, "-", severity="warning")]


@contextmanager
def locked_in_store(store: ObjectStore, names: Iterable[str]) -> Iterator[None]:
    """Hold locks of jobs in a store, or none when one of them is taken.

    The holder gives a sign of life every minute; after fifteen minutes without, its locks may be broken. The clocks of
    the machines must agree to within minutes.

    Parameters
    ----------
    store : ObjectStore
    names : iterable of str
        Names of locks, of the form ``run.notebook.province.period``.

    Raises
    ------
    InputError
        If the store cannot be written.
    UsageError
        If a living run holds one of them; names all of these.
    """
    sign = store.path(LOCKS, f"alive-{secrets.token_hex(8)}.json")
    mine = json.dumps(owner() | {"sign": sign}).encode()
    ended = threading.Event()
    taken: list[str] = []
    with reported(store.url):
        store.fs.pipe_file(sign, mine)
    signing = threading.Thread(target=_sign, args=(store, sign, mine, ended), daemon=True)
    signing.start()
    try:
        with reported(store.url), ThreadPoolExecutor(AT_ONCE) as pool:
            paths = [store.path(LOCKS, f"{name}.json") for name in sorted(set(names))]
            answers = list(pool.map(lambda path: _take(store, path, mine), paths))
        taken = [path for path, holder in zip(paths, answers, strict=True) if holder is None]
        held = [(path, holder) for path, holder in zip(paths, answers, strict=True) if holder is not None]
        if held:
            raise UsageError(_problem(store, path, holder) for path, holder in held)
        yield
    finally:
        ended.set()
        signing.join()
        with reported(store.url):
            for path in [*taken, sign]:
                if _read(store, path) == mine:
                    store.fs.rm_file(path)


def _sign(store: ObjectStore, sign: str, mine: bytes, ended: threading.Event) -> None:
    while not ended.wait(SIGN_EVERY):
        try:
            store.fs.pipe_file(sign, mine)
        except Exception:  # noqa: BLE001, S112 - the next sign may reach the store; without any the locks grow stale
            continue


def _read(store: ObjectStore, path: str) -> bytes | None:
    try:
        return bytes(store.fs.cat_file(path))
    except FileNotFoundError:
        return None


def _take(store: ObjectStore, path: str, mine: bytes) -> dict[str, Any] | None:
    """Take one lock; None when that succeeded, else its holder."""
    if _create(store, path, mine):
        return None
    holder = _holder(_read(store, path))
    if not _is_stale(store, path, holder):
        return holder
    store.fs.rm_file(path)
    if _create(store, path, mine):
        time.sleep(SECONDS_TO_SETTLE)  # another run may have found the same stale lock and taken ours for it
    content = _read(store, path)
    return None if content == mine else _holder(content)


def _create(store: ObjectStore, path: str, mine: bytes) -> bool:
    try:
        store.fs.pipe_file(path, mine, mode="create")
    except FileExistsError:
        return False
    except TypeError:  # a file system without this way of writing
        if store.fs.exists(path):
            return False
        store.fs.pipe_file(path, mine)
    return True


def _holder(content: bytes | None) -> dict[str, Any]:
    try:
        holder = json.loads(content or b"{}")
    except ValueError:
        return {}
    return holder if isinstance(holder, dict) else {}


def _is_stale(store: ObjectStore, path: str, holder: dict[str, Any]) -> bool:
    """Whether the holder has ended on this machine, or gave no sign of life for long."""
    if holder.get("pid") and is_gone(holder):
        return True
    try:
        last = written_at(store.fs.info(str(holder.get("sign") or path)))
    except FileNotFoundError:
        last = None
        try:
            last = written_at(store.fs.info(path))
        except FileNotFoundError:
            return True
    return last is not None and dt.datetime.now(dt.UTC) - last > DEAD_AFTER


def _problem(store: ObjectStore, path: str, holder: dict[str, Any]) -> Problem:
    name = path.rsplit("/", 1)[-1].removesuffix(".json")
    found = f"pid {holder.get('pid', '-')}, {holder.get('host', '-')}"
    return Problem("output.locked", name, found, {"folder": f"{store.url}/{LOCKS}"})
