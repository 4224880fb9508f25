"""The run command on a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_eval.cli import main
from sxsh_eval.runs.record import read_record

ONE = ["run", "--province", "binh-dinh", "--period", "2016-2020", "--no-files"]


def test_workers_started_for_one_run(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ONE, "--scheduler", "local:1"]) == 0
    folder = project / "outputs" / "latest" / "province_report" / "binh-dinh" / "2016-2020"
    assert read_record(folder).status == "done"
    capsys.readouterr()
    assert main(ONE) == 0
    assert "Bỏ qua 1 việc không đổi · 1 unchanged, skipped" in capsys.readouterr().out


def test_an_address_that_is_none_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ONE, "--scheduler", "somewhere"]) == 2
    assert "usage.scheduler" in capsys.readouterr().err
    assert not (project / "outputs" / "latest").exists()
