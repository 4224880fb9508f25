"""Synthetic plan of work with its progress, to see what the report shows. Never a result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class MadeUpActivity:
    """One made-up activity of a year.

    Attributes
    ----------
    name : str
        In Vietnamese, as in a plan.
    component, instrument, unit, payer : str
        Codes of the codebook ``plan``.
    number : int
        Quantity planned.
    mvnd : float
        Budget planned, million VND.
    months : tuple of int
        First and last month.
    responsible : str
        Empty: nobody named.
    """

    name: str
    component: str
    instrument: str
    unit: str
    payer: str
    number: int
    mvnd: float
    months: tuple[int, int]
    responsible: str = "Sở Công Thương"


# Round numbers of no source.
ACTIVITIES = (
    MadeUpActivity("Hội thảo giới thiệu", "awareness", "information", "event", "state_local", 2, 60.0, (3, 5)),
    MadeUpActivity("Tập huấn cho cơ sở", "awareness", "training", "event", "state_local", 3, 120.0, (4, 9)),
    MadeUpActivity("Trang thông tin của tỉnh", "information", "information", "package", "unknown", 1, 0.0, (1, 12)),
    MadeUpActivity(
        "Đánh giá nhanh", "technical", "rapid_assessment", "establishment", "state_central", 20, 300.0, (5, 11)
    ),
    MadeUpActivity("Xây dựng mô hình", "technical", "demonstration", "model", "enterprises", 1, 250.0, (6, 12)),
    MadeUpActivity("Mạng lưới tư vấn", "network", "", "package", "state_local", 1, 40.0, (1, 12), ""),
)


def draw_plan(province: str, last_year: int, rng: np.random.Generator) -> pd.DataFrame:
    """Plan of the two last years; the first of them is done in part.

    Parameters
    ----------
    province : str
    last_year : int
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of the codebook ``plan``, by year in the order of `ACTIVITIES`.
    """
    rows = []
    for year in (last_year - 1, last_year):
        for one in ACTIVITIES:
            part = float(rng.choice([0.0, 0.5, 1.0], p=[0.2, 0.3, 0.5])) if year < last_year else float("nan")
            rows.append(
                {
                    "province": province,
                    "activity": one.name,
                    "component": one.component,
                    "instrument": one.instrument or None,
                    "year": year,
                    "quantity_planned": float(one.number),
                    "quantity_done": np.floor(part * one.number),
                    "quantity_unit": one.unit,
                    "budget_mvnd": one.mvnd or np.nan,
                    "spent_mvnd": round(part * one.mvnd, 1),
                    "payer": one.payer,
                    "responsible": one.responsible or None,
                    "start_month": one.months[0],
                    "end_month": one.months[1],
                    "status": status_of(part),
                }
            )
    return pd.DataFrame(rows)


def status_of(part: float) -> str:
    """Status of an activity of which a part is done; not begun where that is not known."""
    if np.isnan(part) or part == 0:
        return "planned"
    return "done" if part == 1 else "under_way"
