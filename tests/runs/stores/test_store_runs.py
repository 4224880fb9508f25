"""The run command with outputs in a store: what is there is skipped, what is missing is made, wherever it runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sxsh_eval.cli import main

URL = "memory://runs-of-the-command-line"
ONE = ["run", "--province", "binh-dinh", "--period", "2016-2020", "--format", "html", "--language", "vi"]


def in_store(ending: str) -> list[str]:
    import fsspec

    system = fsspec.filesystem("memory")
    return [name for name in system.find("/runs-of-the-command-line") if name.endswith(ending)]


def test_a_run_into_a_store_is_there_for_another_machine(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ONE, "--outputs", URL]) == 0
    assert len(in_store("/report.vi.html")) == 1
    assert f"{URL}/index.html" in capsys.readouterr().out
    shutil.rmtree(project / "outputs" / ".stores")
    assert main([*ONE, "--outputs", URL]) == 0
    said = capsys.readouterr().out
    assert "Bỏ qua 1 việc không đổi · 1 unchanged, skipped" in said
    assert main([*ONE, "--format", "xlsx", "--outputs", URL]) == 0
    assert "kết xuất lại · rendered again" in capsys.readouterr().out
    assert len(in_store("/report.vi.html")) == 1
    assert len(in_store("/report.vi.xlsx")) == 1


def test_a_kind_of_address_that_nobody_knows_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ONE, "--outputs", "nowhere://bucket"]) == 2
    assert "nowhere://bucket" in capsys.readouterr().err
    assert not (project / "outputs").exists()
