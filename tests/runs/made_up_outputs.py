"""Job folders with made-up records, reports and numbers, for tests of the index page; nothing is run."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sxsh_eval.parameters.entries import Province
from sxsh_eval.parameters.registry_files import read_provinces
from sxsh_eval.runs.portal.card import write_card
from sxsh_eval.runs.provenance import output_hashes
from tests.letters import ROOT

REGISTRY = ROOT / "parameters" / "registry"
START = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
REPORTS = tuple(f"report.{code}.{form}" for code in ("vi", "en") for form in ("html", "pdf", "docx", "xlsx"))
FAILURE = "Có 1 vấn đề:\n1. tệp doanh nghiệp: thiếu cột «năng lượng»."


def provinces_on(period: str) -> list[Province]:
    """Provinces of the first day of a period."""
    day = dt.date(int(period[:4]), 1, 1)
    return [place for place in read_provinces(REGISTRY) if place.valid_on(day)]


def number_row(table: str, term: str, value: float | None, half: float = 0.0, **other: Any) -> dict[str, Any]:
    """One row of ``numbers.json``."""
    words = {"indicator": "adoption", "province": "", "sector": "", "period": "2020", "unit": "percent"}
    ends = (
        {"conf_low": None, "conf_high": None}
        if value is None
        else {"conf_low": value - half, "conf_high": value + half}
    )
    grade = {"evidence": "surveyed", "reason": "", "source": "survey", "std_error": None, "n_obs": 90.0}
    return {"table": table, "term": term, "estimate": value} | ends | words | grade | other


def numbers_of(slug: str, period: str, draw: random.Random, hidden: bool) -> list[dict[str, Any]]:  # noqa: FBT001
    """Rows of a province; some are confidential."""
    here = {"province": slug}
    rows = [
        number_row("adoption", term, draw.uniform(low, high), draw.uniform(1, 4), **here)
        for term, low, high in (("is_adopting", 8, 48), ("is_aware", 30, 85), ("is_assessed", 1, 9))
    ]
    if hidden:
        rows[0] |= {"estimate": None, "conf_low": None, "conf_high": None, "reason": "confidential"}
    effect = {"indicator": "energy_intensity", "unit": "log_points", "evidence": "caused", "period": ""}
    rows.append(number_row("savings", "overall", -draw.uniform(0.02, 0.16), 0.02, **here, **effect))
    toe = draw.lognormvariate(9.5, 1.1)
    saved = {"indicator": "saved_energy_toe", "unit": "toe", "evidence": "caused", "period": period}
    rows.append(number_row("saved", "amount", toe, toe / 4, **here, **saved))
    claim = round(draw.uniform(2, 40))
    rows.append(number_row("claimed", "claim_1", float(claim), 0.5, **here, evidence="claimed", period=period[-4:]))
    rows.append(number_row("adoption", "is_adopting", 20.0, 3.0, **here, sector="10"))
    return rows


def name(vi: str, en: str) -> dict[str, Any]:
    return {"kind": "name", "vi": vi, "en": en}


def cells(heads: str, rows: list[list[Any]], table: str) -> dict[str, Any]:
    columns = [{"head": {"kind": "phrase", "key": f"column.{head}", "values": {}}} for head in heads.split()]
    return {"block": "table", "id": table, "columns": columns, "rows": rows}


def count(value: float, unit: str = "count") -> dict[str, Any]:
    return {"kind": "num", "value": value, "unit": unit}


def report_of(draw: random.Random, *, synthetic: bool) -> dict[str, Any]:
    """The two tables of a report that the page reads, inside sections as reports have them."""
    claimed = {"kind": "mark", "scale": "evidence", "name": "claimed"}
    rows: list[list[Any]] = []
    for vi, en, goal in (
        ("Nhận thức", "Awareness", 90),
        ("Áp dụng", "Adoption", 50),
        ("Bộ phận", "Dedicated unit", 90),
    ):
        value = round(draw.uniform(2, 80))
        verdict = {"kind": "mark", "scale": "verdict", "name": "off_course" if value < goal / 2 else "on_course"}
        ends = {"kind": "range", "low": value - 0.5, "high": value + 0.5, "unit": "count"}
        figure: dict[str, Any] = {"kind": "phrase", "key": "common.with_interval"}
        figure |= {"values": {"value": count(value, "percent"), "interval": ends}}
        goal_text: dict[str, Any] = {"kind": "phrase", "key": "common.target"}
        goal_text |= {"values": {"value": count(goal, "percent"), "due": count(2020, "year")}}
        rows.append([name(vi, en), goal_text, figure, {"kind": "years", "first": 2016, "last": 2020}, claimed, verdict])
    absent = {"kind": "phrase", "key": "common.no_figure", "values": {}}
    unknown = {"kind": "mark", "scale": "verdict", "name": "cannot_be_judged"}
    rows.append([name("Cán bộ của Sở", "Department staff"), rows[0][1], absent, None, None, unknown])
    read, bad = draw.randint(900, 6000), draw.randint(0, 40)
    balance = [
        [name("Doanh nghiệp theo năm", "Enterprises by year"), *map(count, (read, read - bad, bad, 0, read - bad))]
    ]
    own = "rows_read rows_used rows_refused rows_repeated rows_own"
    blocks = [cells("indicator target figure as_of evidence verdict", rows, "scorecard")]
    below = {"id": "rows", "blocks": [cells(f"table {own}", balance, "rows")], "parts": []}
    return {"synthetic": synthetic, "sections": [{"id": "summary", "blocks": blocks, "parts": [below]}]}


def put_job(  # noqa: PLR0913 - what a folder holds
    folder: Path,
    province_name: str,
    *,
    numbers: list[dict[str, Any]] | None = None,
    report: dict[str, Any] | None = None,
    failure: str = "",
    warnings: tuple[str, ...] = (),
    at: int = 0,
    card: bool = True,
) -> None:
    """One job folder as a run leaves it; its renderings are empty pages."""
    folder.mkdir(parents=True)
    run, notebook, province, period = folder.parts[-4:]
    for file in ("notebook.ipynb", *(() if failure else REPORTS)):
        (folder / file).write_text(f"<!DOCTYPE html><title>{province_name} {period}</title>", encoding="utf-8")
    if numbers is not None:
        content = {"schema_version": 1, "synthetic": bool(report and report["synthetic"]), "rows": numbers}
        (folder / "numbers.json").write_text(json.dumps(content), encoding="utf-8")
    if report is not None:
        (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    if card and not failure:
        write_card(folder, province, period)
    record = {
        "schema_version": 1,
        "job": {"run": run, "notebook": notebook, "province": province, "period": period.removesuffix(".failed")}
        | {"province_name": province_name},
        "status": "failed" if failure else "done",
        "failure": {"message": failure, "exit_code": 1} if failure else None,
        "started": (START + dt.timedelta(seconds=20 * at)).isoformat(),
        "seconds": {"notebook": 2.5 + at % 7, "render": 4.0},
        "warnings": warnings,
        "files": output_hashes(folder),
    }
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")


def fleet(period: str) -> Iterator[tuple[int, Province]]:
    """Provinces of a period with their position."""
    yield from enumerate(provinces_on(period))


def make_fleet(outputs: Path, periods: tuple[str, ...] = ("2009-2015", "2016-2020"), *, run: str = "demo") -> int:
    """Fill a folder with the jobs of all provinces and periods, synthetic; returns how many.

    Every 20th job failed, every 25th has a confidential number, every 30th no numbers at all; one record is damaged.
    """
    made = 0
    for period in periods:
        for at, place in fleet(period):
            draw = random.Random(f"{place.slug} {period}")  # noqa: S311 - made-up numbers
            folder = outputs / run / "province_report" / place.slug / period
            failure = FAILURE if at % 20 == 19 else ""
            put_job(
                folder.with_name(f"{period}.failed") if failure else folder,
                place.name.vi,
                numbers=None if failure or at % 30 == 13 else numbers_of(place.slug, period, draw, at % 25 == 7),
                report=None if failure else report_of(draw, synthetic=True),
                failure=failure,
                warnings=("UserWarning: ít cơ sở được đánh giá",) * (at % 4 == 1),
                at=made,
            )
            made += 1
    effect = {"indicator": "energy_intensity", "unit": "log_points", "evidence": "caused", "period": ""}
    rows = [number_row("national_overall", "overall", -0.08, 0.01, **effect)]
    put_job(
        outputs / run / "energy_savings" / "national" / periods[-1],
        "Cả nước",
        numbers=rows,
        report={"synthetic": True, "sections": []},
        at=made,
    )
    damaged = outputs / run / "province_report" / "ca-mau" / periods[0] / "run.json"
    damaged.write_text('{"job": ', encoding="utf-8")
    return made + 1
