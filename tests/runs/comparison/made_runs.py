"""Runs on disk for the tests of comparisons: records, numbers and reports, without executing a notebook."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sxsh_eval.estimates.numbers import NUMBERS_FILE, NumberRow, Numbers, TableMethod
from sxsh_eval.parameters.quantity import Phrase, Verbatim, phrase
from sxsh_eval.reports.model import Report, Section, Text
from sxsh_eval.runs.record import Code, FailureRecord, JobName, RunRecord, write_record
from tests.estimates.test_comparison import numbers, row


def plain(text: str) -> Phrase:
    return phrase("common.plain", text=Verbatim(text=text))


def usual_rows(province: str = "binh-dinh") -> list[NumberRow]:
    """A share, an effect, a sum by sector, a figure of the letter, a hidden cell."""
    place: dict[str, Any] = {"province": province}
    return [
        row(10, 9.5, 10.5, table="claimed", evidence="claimed", term="adoption", **place),
        row(35, 30, 40, n_obs=120, std_error=2.5, **place),
        row(-0.09, -0.13, -0.05, table="savings", indicator="energy_intensity", term="overall", unit="log_points",
            evidence="caused", n_obs=140, period="", **place),
        row(5000, 4000, 6000, table="saved", indicator="saved_energy_toe", term="amount", unit="toe", evidence="caused",
            sector="10", n_obs=60, period="2016-2020", **place),
        row(reason="confidential", table="saved", indicator="saved_energy_toe", term="amount", unit="toe",
            evidence="caused", sector="11", period="2016-2020", **place),
    ]  # fmt: skip


def record(run: str, province: str, period: str, **more: Any) -> RunRecord:
    plain_record = {
        "job": JobName(run=run, notebook="province_report", province=province, period=period, province_name=province),
        "status": "done",
        "parameters": {"province": province, "period": period, "study": "parameters/study.yml", "settings": {}},
        "fingerprint": "0" * 64,
        "inputs": {"parameters/study.yml": "a" * 64, f"data/claims/{province}.yml": "b" * 64},
        "code": Code(version="0.1.0", commit="c" * 40, dirty=False),
        "python": "3.12.0",
        "packages": {"pandas": "3.0.0"},
        "started": datetime(2026, 3, 1, 8, tzinfo=UTC),
        "seconds": {},
        "languages": ("vi", "en"),
        "formats": ("html",),
        "files": {},
    }
    return RunRecord.model_validate(plain_record | more)


def make_job(
    outputs: Path,
    run: str,
    rows: list[NumberRow] | None = None,
    *,
    province: str = "binh-dinh",
    period: str = "2016-2020",
    warnings: tuple[str, ...] = (),
    numbers_more: dict[str, Any] | None = None,
    **more: Any,
) -> Path:
    """One finished job; `rows` None writes the usual ones, an empty list no file of numbers."""
    folder = outputs / run / "province_report" / province / period
    folder.mkdir(parents=True)
    blocks = tuple(Text(phrase=plain(text), style="warning") for text in warnings)
    report = Report(
        id="r", title=plain("r"), subtitle=plain("r"), facts=(),
        sections=(Section(id="s", title=plain("s"), parts=(Section(id="p", title=plain("p"), blocks=blocks),)),),
    )  # fmt: skip
    (folder / "report.json").write_text(report.model_dump_json(), encoding="utf-8")
    write_record(record(run, province, period, **more), folder)
    chosen = usual_rows(province) if rows is None else rows
    if chosen:
        write_numbers(folder, numbers(*chosen, **(numbers_more or {})))
    return folder


def write_numbers(folder: Path, found: Numbers) -> None:
    (folder / NUMBERS_FILE).write_text(found.model_dump_json(), encoding="utf-8")


def fail(folder: Path, message: str) -> Path:
    """A failed attempt beside a job folder, or alone."""
    failed = folder.with_name(f"{folder.name}.failed")
    failed.mkdir(parents=True)
    run, _, province, period = folder.parts[-4:]
    failure = FailureRecord(message=message, exit_code=3)
    write_record(record(run, province, period, status="failed", failure=failure), failed)
    return failed


def other_method(table: str, **more: Any) -> dict[str, Any]:
    """Methods of the usual rows, one of them another."""
    methods = {one.table: TableMethod(estimator="survey", level=0.95) for one in usual_rows()}
    return {"methods": methods | {table: TableMethod(**({"estimator": "survey", "level": 0.95} | more))}}
