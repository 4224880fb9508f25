"""Stores for tests: one in memory, and a server of this machine that speaks as S3 does."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.runs.provenance import output_hashes
from sxsh_eval.runs.publish import prepare_outputs, publish, staging
from sxsh_eval.runs.record import Code, FailureRecord, JobName, RunRecord, write_record
from sxsh_eval.runs.stores.store import ObjectStore

pytest.importorskip("fsspec")
MakeStore = Callable[..., ObjectStore]
PERIOD = "2016-2020"


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a bucket on a server of this machine."""
    pytest.importorskip("s3fs")
    server_module: Any = pytest.importorskip("moto.server")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        nowhere = str(tmp_path_factory.mktemp("aws") / "none")
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": nowhere,
            "AWS_SHARED_CREDENTIALS_FILE": nowhere,
        }.items():
            patch.setenv(name, value)
        system: Any = import_module("s3fs").S3FileSystem(skip_instance_cache=True)
        system.mkdir("fleet")
        yield "s3://fleet"
    server.stop()


@pytest.fixture(params=["memory", "s3"])
def address(request: pytest.FixtureRequest) -> str:
    """Empty place in a store."""
    base = "memory://outputs" if request.param == "memory" else request.getfixturevalue("s3")
    return f"{base}/{secrets.token_hex(6)}"


@pytest.fixture
def make_store(tmp_path: Path, address: str) -> MakeStore:
    """The store as seen from a machine with a local copy of its own."""

    def make(machine: str = "first") -> ObjectStore:
        return ObjectStore(address, tmp_path / machine)

    return make


def finish(
    store: ObjectStore,
    files: dict[str, str],
    *,
    run: str = "latest",
    province: str = "binh-dinh",
    period: str = PERIOD,
    fingerprint: str = "a" * 64,
    failed: bool = False,
) -> Path:
    """Job folder with these files, published in the local copy."""
    prepare_outputs(store.outputs)
    ending = ".failed" if failed else ""
    folder = store.outputs / run / "province_report" / province / f"{period}{ending}"
    with staging(store.outputs) as ready:
        for name, content in files.items():
            (ready / name).parent.mkdir(parents=True, exist_ok=True)
            (ready / name).write_text(content, encoding="utf-8")
        record = RunRecord.model_validate(
            {
                "job": JobName(
                    run=run, notebook="province_report", province=province, period=period, province_name="B"
                ),
                "status": "failed" if failed else "done",
                "failure": FailureRecord(message="failed", exit_code=3) if failed else None,
                "parameters": {},
                "fingerprint": fingerprint,
                "inputs": {},
                "code": Code(version="0", commit=None, dirty=None),
                "python": "3",
                "packages": {},
                "started": "2026-01-02T03:04:05Z",
                "seconds": {},
                "languages": ("vi",),
                "formats": ("html",),
                "files": output_hashes(ready),
            }
        )
        write_record(record, ready)
        publish(store.outputs, ready, folder)
    return folder


def remote(store: ObjectStore) -> dict[str, bytes]:
    """Everything in the store, by name."""
    return {name: bytes(store.fs.cat_file(store.path(name))) for name in store._objects()}
